package ai.nemorouter.limit;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// Reads limits as the hold engine sees them, in the transaction that the thread is in. The credit
/// is not among them.
@ApplicationScoped
public class LimitStatuses {
  private final Session session;

  LimitStatuses(Session session) {
    this.session = session;
  }

  /// The limits of many scopes by the scope's id, each in the order of units and periods.
  public Map<UUID, List<LimitStatus>> of(UUID orgId, Collection<UUID> scopeIds) {
    return session
        .createNativeQuery(
            LimitStatusRow.SELECT
                + " and l.scope_id = any(:scopeIds) order by "
                + LimitStatusRow.BY_UNIT_AND_PERIOD,
            LimitStatusRow.class)
        .setParameter("orgId", orgId)
        .setParameter("scopeIds", scopeIds.toArray(UUID[]::new))
        .getResultList()
        .stream()
        .map(LimitStatusRow::status)
        .collect(Collectors.groupingBy(status -> status.limit().scope().id()));
  }

  public List<LimitStatus> of(UUID orgId, Scope scope) {
    return of(orgId, List.of(scope.id())).getOrDefault(scope.id(), List.of());
  }

  public LimitStatus findOrThrow(UUID orgId, UUID limitId) {
    return session
        .createNativeQuery(LimitStatusRow.SELECT + " and l.id = :limitId", LimitStatusRow.class)
        .setParameter("orgId", orgId)
        .setParameter("limitId", limitId)
        .uniqueResultOptional()
        .map(LimitStatusRow::status)
        .orElseThrow(LimitRows::none);
  }
}
