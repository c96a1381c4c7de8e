package ai.nemorouter.guardrail.rule.history;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/// The rows of rules' versions.
@ApplicationScoped
public class VersionRows implements PanacheRepositoryBase<VersionEntity, VersionEntity.Key> {
  /// The newest first.
  PageOf<RuleVersion> page(UUID orgId, UUID ruleId, int number) {
    return PageOf.of(find("orgId = ?1 and ruleId = ?2 order by number desc", orgId, ruleId), number)
        .map(VersionEntity::shown);
  }

  RuleVersion getOrThrow(UUID orgId, UUID ruleId, int number) {
    return find("orgId = ?1 and ruleId = ?2 and number = ?3", orgId, ruleId, number)
        .firstResultOptional()
        .map(VersionEntity::shown)
        .orElseThrow(() -> new NotFoundException("version of this guardrail"));
  }
}
