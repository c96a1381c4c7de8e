package ai.nemorouter.guardrail.rule;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;

/// The rows of rules: records for who reads, and entities, locked, for who changes.
@ApplicationScoped
public class RuleRows implements PanacheRepositoryBase<RuleEntity, UUID> {
  private static final String OWN =
      """
      r.orgId = :orgId
        and (r.teamId is null or :everywhere = true or r.teamId in :teams)
      """;

  private static final String BY_LEVEL =
      """
      order by case r.scope when INSTALLATION then 0 when ORGANIZATION then 1 when TEAM then 2
        else 3 end, lower(r.name), r.id
      """;

  PageOf<StoredRule> page(UUID orgId, Reach reach, ListQuery query) {
    return PageOf.of(
            find(
                    RuleRow.SELECT_NAMED
                        + OWN
                        + """
                        and locate(lower(:search), lower(r.name)) > 0
                        and (r.deletedAt is null or :show = 'deleted')
                        and (r.deletedAt is not null or :show <> 'deleted')
                        and (:show in ('', 'deleted') or cast(v.state as String) = :show)
                        """
                        + query.directed(order(query.order(Guardrails.Sort.class))),
                    within(orgId, reach).and("search", query.search()).and("show", query.show()))
                .project(RuleRow.class),
            query.page())
        .map(RuleRow::rule);
  }

  private static String order(Guardrails.Sort sort) {
    return switch (sort) {
      case LEVEL -> BY_LEVEL;
      case NAME -> "order by lower(r.name), r.id";
      case NEWEST -> "order by v.madeAt desc, r.id desc";
    };
  }

  /// Those of an organization that apply to one of these scopes, the widest first.
  public List<StoredRule> applying(UUID orgId, List<UUID> scopeIds) {
    return find(
            RuleRow.SELECT_NAMED
                + "r.orgId = :orgId and r.deletedAt is null and r.scopeId in :scopeIds "
                + BY_LEVEL,
            Parameters.with("orgId", orgId).and("scopeIds", scopeIds))
        .project(RuleRow.class)
        .stream()
        .map(RuleRow::rule)
        .toList();
  }

  StoredRule getOrThrow(UUID orgId, UUID id) {
    return find(
            RuleRow.SELECT_NAMED + "r.orgId = :orgId and r.id = :id",
            Parameters.with("orgId", orgId).and("id", id))
        .project(RuleRow.class)
        .firstResultOptional()
        .orElseThrow(RuleRows::none)
        .rule();
  }

  /// Locks the row until the transaction ends.
  ///
  /// @throws NotFoundException also for a rule that was deleted
  public RuleEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2 and deletedAt is null", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(RuleRows::none);
  }

  /// Takes the next number of a change and keeps others from changing rules until the transaction
  /// ends. It comes before any lock on a rule, so that changes wait for each other in one order.
  public long nextChange() {
    return getSession()
        .createNativeQuery(
            "update guardrail_changes set version = version + 1 returning version", Long.class)
        .getSingleResult();
  }

  private static Parameters within(UUID orgId, Reach reach) {
    return Parameters.with("orgId", orgId)
        .and("everywhere", reach.everywhere())
        .and("teams", reach.teams());
  }

  static NotFoundException none() {
    return new NotFoundException("guardrail");
  }
}
