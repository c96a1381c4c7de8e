package ai.nemorouter.limit;

import ai.nemorouter.limit.defaults.LimitDefaultEntity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about limits, checked when they are compiled. They name the organization
/// themselves, because transactions over the installation ask them too.
public interface LimitQueries {
  Session session();

  /// @return 0 if the scope has one about the same already
  @HQL(
      """
      insert into LimitEntity (orgId, id, kind, scope, terms, restartedAt, defaultId)
      values (:orgId, :id, 'budget', :scope, :terms, :restartedAt, :defaultId)
      on conflict do nothing
      """)
  int insert(
      UUID orgId,
      UUID id,
      Scope scope,
      LimitTerms terms,
      @Nullable Instant restartedAt,
      @Nullable UUID defaultId);

  /// @return 0 if the organization has one about the same already
  @HQL(
      """
      insert into LimitDefaultEntity (orgId, id, scope, terms)
      values (:orgId, :id, :scope, :terms) on conflict do nothing
      """)
  int insertDefault(UUID orgId, UUID id, Scope.Kind scope, LimitTerms terms);

  /// Those in force, the oldest first.
  @HQL(
      """
      from LimitDefaultEntity
      where orgId = :orgId and scope = :scope and removedAt is null order by id
      """)
  List<LimitDefaultEntity> defaults(UUID orgId, Scope.Kind scope);

  /// @param cost in nano-US-dollars
  /// @return 0 if it is written down already
  @HQL(
      """
      insert into UnbookedEntity (orgId, id, node, cost, error, settlement)
      values (:orgId, :id, :node, :cost, :error, :settlement) on conflict do nothing
      """)
  int insertUnbooked(UUID orgId, UUID id, String node, long cost, String error, String settlement);

  /// What the database's clock shows at this moment: later than `now()`, when the transaction
  /// began.
  @HQL("select function(clock_timestamp as Instant)")
  Instant clock();
}
