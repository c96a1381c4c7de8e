package ai.nemorouter.limit.defaults;

import ai.nemorouter.limit.LimitStatusRow;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The rows of defaults: with what they made for who reads, and locked for who changes.
@ApplicationScoped
class LimitDefaultRows implements PanacheRepositoryBase<LimitDefaultEntity, UUID> {
  private static final String SHOWN =
      """
      select d.id, d.scope, d.unit, d.period, d.amount, d.model, d.provider, array_to_string(d.alert_at, ',') as alerts, (
        select count(*) from limits l left join key_records k on k.org_id = l.org_id and k.id = l.scope_id
        where l.org_id = d.org_id and l.default_id = d.id and l.removed_at is null
          and (l.scope <> 'key' or k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))) as in_force
      from limit_defaults d
      where d.org_id = :orgId and d.removed_at is null
      """;

  /// A row of the report, its columns in this order.
  ///
  /// @param alerts percentages with commas between them
  record Row(
      UUID id,
      String scope,
      String unit,
      String period,
      long amount,
      @Nullable String model,
      @Nullable String provider,
      String alerts,
      long inForce) {
    LimitDefault shown() {
      LimitTerms terms = LimitStatusRow.terms(unit, period, amount, model, provider, alerts);
      return new LimitDefault(id, Scope.Kind.of(scope), terms, inForce);
    }
  }

  List<LimitDefault> all(UUID orgId) {
    String order =
        " order by d.scope, array_position(array['usd', 'tokens', 'requests', 'in_flight'], d.unit), d.id";
    return query(SHOWN + order, orgId).getResultList().stream().map(Row::shown).toList();
  }

  LimitDefault findOrThrow(UUID orgId, UUID id) {
    return query(SHOWN + " and d.id = :id", orgId)
        .setParameter("id", id)
        .uniqueResultOptional()
        .map(Row::shown)
        .orElseThrow(LimitDefaultRows::none);
  }

  private NativeQuery<Row> query(String sql, UUID orgId) {
    return getSession().createNativeQuery(sql, Row.class).setParameter("orgId", orgId);
  }

  /// Locks it until the transaction ends.
  LimitDefaultEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2 and removedAt is null", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(LimitDefaultRows::none);
  }

  private static NotFoundException none() {
    return new NotFoundException("default");
  }
}
