package ai.nemorouter.limit;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.FailureText;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Keeps settlements that the database refuses, so that what a provider charged is never only in a
/// log, until an operator has decided on each.
@ApplicationScoped
public class UnbookedSettlements {
  private static final int TEXT_LENGTH_MAX = 20_000;
  private static final int ERROR_LENGTH_MAX = 500;
  private static final String OPEN =
      """
      select u.org_id, u.id, o.slug as organization, u.node, u.at, u.cost, coalesce(c.cost, 0) as booked, u.error,
             u.settlement
      from unbooked u
      join organization_records o on o.id = u.org_id
      left join every_attempt c on c.org_id = u.org_id and c.id = u.id
      where u.resolved_at is null
      """;

  private final Database database;
  private final AuditLog audit;

  UnbookedSettlements(Database database, AuditLog audit) {
    this.database = database;
    this.audit = audit;
  }

  /// Writes one down. Its own text must not be what the database refuses again.
  void record(String node, Settlement settlement, Exception cause) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    insert into unbooked (org_id, id, node, cost, error, settlement)
                    values (:orgId, :id, :node, :cost, :error, :settlement) on conflict do nothing
                    """)
                .bind("orgId", settlement.payer().orgId())
                .bind("id", settlement.id())
                .bind("node", node)
                .bind("cost", settlement.cost().amount())
                .bind("error", storable(FailureText.of(cause), ERROR_LENGTH_MAX))
                .bind(
                    "settlement",
                    storable(BatchStatement.json(List.of(settlement)), TEXT_LENGTH_MAX))
                .execute());
  }

  public PageOf<UnbookedSettlement> list(Operator operator, int page) {
    return database
        .acrossOrganizations()
        .read(handle ->
            new PageOf<>(
                handle
                    .createQuery(OPEN + "order by u.at desc, u.id limit :limit offset :offset")
                    .bind("limit", PageOf.SIZE)
                    .bind("offset", PageOf.offset(page))
                    .map(ConstructorMapper.of(UnbookedSettlement.class))
                    .list(),
                PageOf.within(page),
                handle
                    .createQuery("select count(*) from unbooked where resolved_at is null")
                    .mapTo(Long.class)
                    .one()));
  }

  public UnbookedSettlement find(Operator operator, UUID orgId, UUID callId) {
    return database.acrossOrganizations().read(handle -> find(handle, orgId, callId));
  }

  /// Accepts that the difference stays out of the books; who did so is written down.
  public void resolve(Operator operator, UUID orgId, UUID callId) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          UnbookedSettlement settlement = find(handle, orgId, callId);
          handle.execute(
              "update unbooked set resolved_at = now() where org_id = ? and id = ?", orgId, callId);
          audit.record(
              handle,
              operator.within(orgId),
              "settlement.resolved",
              "call " + callId,
              Changes.none()
                  .changed("resolved", false, true)
                  .about("cost_nano_usd", settlement.cost().nanos())
                  .about("booked_nano_usd", settlement.booked().nanos())
                  .about("error", settlement.error()));
        });
  }

  private static UnbookedSettlement find(Handle handle, UUID orgId, UUID callId) {
    return handle
        .createQuery(OPEN + "and u.org_id = :orgId and u.id = :id")
        .bind("orgId", orgId)
        .bind("id", callId)
        .map(ConstructorMapper.of(UnbookedSettlement.class))
        .findOne()
        .orElseThrow(() -> new NotFoundException("settlement"));
  }

  private static String storable(String text, int lengthMax) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .limit(lengthMax)
        .forEach(letter -> kept.appendCodePoint(isStorable(letter) ? letter : '?'));
    return kept.toString();
  }

  private static boolean isStorable(int letter) {
    return letter != 0 && Character.getType(letter) != Character.SURROGATE;
  }
}
