package ai.nemorouter.guardrail.rule.exception;

import ai.nemorouter.guardrail.rule.Level;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The rows of exceptions from rules.
@ApplicationScoped
class ExceptionRows implements PanacheRepositoryBase<ExceptionEntity, UUID> {
  private static final String SHOWN =
      """
      select e.id, e.ruleId, e.scope, e.scopeId,
        function(scope_name as String, e.orgId, e.scope, e.scopeId),
        e.owner, e.reason, e.grantedBy, e.grantedAt, e.endsAt, e.endedAt, e.endedBy
      from ExceptionEntity e
      where e.orgId = :orgId and e.ruleId = :ruleId
      order by e.id desc
      """;

  /// One as the query reads it.
  record Row(
      UUID id,
      UUID ruleId,
      Level scope,
      UUID scopeId,
      @Nullable String scopeName,
      String owner,
      String reason,
      String grantedBy,
      Instant grantedAt,
      Instant endsAt,
      @Nullable Instant endedAt,
      @Nullable String endedBy) {

    RuleException shown(Instant now) {
      return new RuleException(
          id,
          ruleId,
          new RuleScope(scope, scopeId),
          scopeName == null ? "" : scopeName,
          owner,
          reason,
          grantedBy,
          grantedAt,
          endsAt,
          endedAt,
          endedBy,
          endedAt == null && endsAt.isAfter(now));
    }
  }

  PageOf<RuleException> page(UUID orgId, UUID ruleId, int number, Instant now) {
    return PageOf.of(
            find(SHOWN, Parameters.with("orgId", orgId).and("ruleId", ruleId)).project(Row.class),
            number)
        .map(row -> row.shown(now));
  }

  long current(UUID orgId, UUID ruleId, Instant now) {
    return count(
        "orgId = ?1 and ruleId = ?2 and endedAt is null and endsAt > ?3", orgId, ruleId, now);
  }

  ExceptionEntity getOrThrow(UUID orgId, UUID ruleId, UUID id) {
    return find("orgId = ?1 and ruleId = ?2 and id = ?3", orgId, ruleId, id)
        .firstResultOptional()
        .orElseThrow(() -> new NotFoundException("exception from this guardrail"));
  }
}
