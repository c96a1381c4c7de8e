package ai.nemorouter.alert;

import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of a report about alerts, its columns in this order.
///
/// @param channels how many were to be told, and how many of those were, are yet to be, or will not
///   be
record AlertRow(
    UUID id,
    String kind,
    int threshold,
    UUID limitId,
    String scope,
    UUID scopeId,
    String scopeName,
    boolean credit,
    String unit,
    String period,
    @Nullable String model,
    @Nullable String provider,
    long allowed,
    long used,
    @Nullable Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant expectedAt,
    Instant createdAt,
    long channels,
    long delivered,
    long waiting,
    long failed) {
  static final String SELECT =
      """
      select a.id, a.kind, a.threshold, a.limit_id, a.scope, a.scope_id, a.scope_name, a.credit, a.unit, a.period,
        a.model, a.provider, a.allowed, a.used, nullif(a.starts_at, '-infinity') as starts_at,
        nullif(a.ends_at, 'infinity') as ends_at, a.expected_at, a.created_at, n.channels, n.delivered, n.waiting, n.failed
      """;

  /// Without `passed` alerts, which are not sent.
  static final String FROM =
      """
      from alerts a
      cross join lateral (
        select count(*) as channels, count(*) filter (where d.state = 'delivered') as delivered,
               count(*) filter (where d.state = 'waiting') as waiting,
               count(*) filter (where d.state in ('failed', 'dropped')) as failed
          from alert_deliveries d where d.org_id = a.org_id and d.alert_id = a.id) n
      where a.org_id = :orgId and not a.passed
      """;

  Alert alert() {
    return new Alert(
        id,
        Alert.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        threshold,
        limitId,
        Scope.Kind.of(scope),
        scopeId,
        scopeName,
        credit,
        Unit.of(unit).orElseThrow(),
        Period.of(period).orElseThrow(),
        model,
        provider,
        allowed,
        used,
        startsAt,
        endsAt,
        expectedAt,
        createdAt);
  }

  AlertLine line(ZoneId zone) {
    Alert alert = alert();
    AlertLine.Told told = new AlertLine.Told(channels, delivered, waiting, failed);
    return new AlertLine(alert, AlertText.headline(alert, zone), told);
  }
}
