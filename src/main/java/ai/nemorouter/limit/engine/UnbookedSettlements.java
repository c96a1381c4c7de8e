package ai.nemorouter.limit.engine;

import ai.nemorouter.access.Operator;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.limit.LimitQueries;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.FailureText;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;

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
  private final Session session;
  private final UnbookedRows rows;
  private final LimitQueries queries;
  private final AuditLog audit;

  UnbookedSettlements(
      Database database, Session session, UnbookedRows rows, LimitQueries queries, AuditLog audit) {
    this.database = database;
    this.session = session;
    this.rows = rows;
    this.queries = queries;
    this.audit = audit;
  }

  /// Writes one down. Its own text must not be what the database refuses again.
  void record(String node, Settlement settlement, Exception cause) {
    database.inInstallation(() ->
        queries.insertUnbooked(
            settlement.payer().orgId(),
            settlement.id(),
            node,
            settlement.cost().amount().nanos(),
            storable(FailureText.of(cause), ERROR_LENGTH_MAX),
            storable(BatchStatement.json(List.of(settlement)), TEXT_LENGTH_MAX)));
  }

  /// As stored.
  record Row(
      UUID orgId,
      UUID id,
      String organization,
      String node,
      Instant at,
      long cost,
      long booked,
      String error,
      String settlement) {
    UnbookedSettlement shown() {
      return new UnbookedSettlement(
          orgId,
          id,
          organization,
          node,
          at,
          Money.ofNanos(cost),
          Money.ofNanos(booked),
          error,
          settlement);
    }
  }

  public PageOf<UnbookedSettlement> list(Operator operator, int page) {
    return database.inInstallation(() -> {
      List<Row> open =
          session
              .createNativeQuery(OPEN + "order by u.at desc, u.id", Row.class)
              .setFirstResult(PageOf.offset(page))
              .setMaxResults(PageOf.SIZE)
              .getResultList();
      return new PageOf<>(open, PageOf.within(page), rows.count("resolvedAt is null"))
          .map(Row::shown);
    });
  }

  public UnbookedSettlement find(Operator operator, UUID orgId, UUID callId) {
    return database.inInstallation(() -> findOrThrow(orgId, callId));
  }

  /// Accepts that the difference stays out of the books; who did so is written down.
  public void resolve(Operator operator, UUID orgId, UUID callId) {
    database.inInstallation(() -> {
      UnbookedEntity row = rows.lockOrThrow(orgId, callId);
      UnbookedSettlement settlement = findOrThrow(orgId, callId);
      row.resolve(database.now());
      audit.record(
          operator.within(orgId),
          "settlement.resolved",
          "call " + callId,
          Changes.none()
              .changed("resolved", false, true)
              .about("cost_nano_usd", settlement.cost().nanos())
              .about("booked_nano_usd", settlement.booked().nanos())
              .about("error", settlement.error()));
      return true;
    });
  }

  private UnbookedSettlement findOrThrow(UUID orgId, UUID callId) {
    return session
        .createNativeQuery(OPEN + "and u.org_id = :orgId and u.id = :id", Row.class)
        .setParameter("orgId", orgId)
        .setParameter("id", callId)
        .uniqueResultOptional()
        .map(Row::shown)
        .orElseThrow(UnbookedRows::none);
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
