package ai.nemorouter.limit;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of a report about limits, its columns in this order.
///
/// @param alerts percentages with commas between them
/// @param raise null where none is in force
/// @param name what its scope is called; null where the report does not ask
/// @param teamId the team that its scope is or is in; null for none, or where the report does not
///   ask
public record LimitStatusRow(
    UUID orgId,
    UUID id,
    String scope,
    UUID scopeId,
    String unit,
    String period,
    long amount,
    @Nullable String model,
    @Nullable String provider,
    String alerts,
    @Nullable Long raise,
    @Nullable Instant raisedUntil,
    @Nullable Instant restartedAt,
    long allowed,
    long used,
    long held,
    @Nullable Instant startsAt,
    @Nullable Instant resetsAt,
    @Nullable String name,
    @Nullable UUID teamId) {
  /// Of a rolling minute the steps of that minute together; of everything else the current window.
  /// It asks the hold engine's own functions what is allowed and which window counts.
  static final String SELECT =
      """
      select l.org_id, l.id, l.scope, l.scope_id, l.unit, l.period, l.amount, l.model, l.provider,
        array_to_string(l.alert_at, ',') as alerts,
        case when l.raised_until > clock_timestamp() then nullif(l.raise, 0) end as raise, l.raised_until, l.restarted_at,
        bounded(effective_amount(l)) as allowed, bounded(coalesce(c.used, 0)) as used, bounded(coalesce(c.held, 0)) as held,
        case when l.period <> 'minute' then nullif(window_start(l.period, o.timezone, l.restarted_at), '-infinity') end as starts_at,
        case when l.period <> 'minute' then nullif(window_end(l.period, o.timezone), 'infinity') end as resets_at,
        cast(null as text) as name, cast(null as uuid) as team_id
      from limits l
      join organization_records o on o.id = l.org_id
      left join lateral (
        select sum(w.used) as used, sum(w.held) as held
        from windows w
        where w.org_id = l.org_id and w.limit_id = l.id and w.ends_at > now()
          and w.starts_at >= case l.period when 'minute' then now() - interval '2 minutes'
            else window_start(l.period, o.timezone, l.restarted_at) end) c on true
      where l.org_id = :orgId and l.kind = 'budget' and l.removed_at is null
      """;

  /// The same columns of a report that has that one under the name `s`, joined to its scopes.
  static final String COLUMNS =
      """
      s.org_id, s.id, s.scope, s.scope_id, s.unit, s.period, s.amount, s.model, s.provider, s.alerts, s.raise, s.raised_until,
      s.restarted_at, s.allowed, s.used, s.held, s.starts_at, s.resets_at
      """;

  static final String BY_UNIT_AND_PERIOD =
      """
      array_position(array['usd', 'tokens', 'requests', 'in_flight'], l.unit),
      array_position(array['minute', 'hour', 'day', 'week', 'month', 'total'], l.period), l.model nulls first, l.provider nulls first, l.id
      """;

  LimitStatus status() {
    Limit limit =
        new Limit(
            orgId,
            id,
            new Scope(Scope.Kind.of(scope), scopeId),
            terms(unit, period, amount, model, provider, alerts),
            raise != null && raisedUntil != null ? new Limit.Raise(raise, raisedUntil) : null,
            restartedAt);
    return new LimitStatus(limit, allowed, used, held, startsAt, resetsAt);
  }

  /// @throws IllegalStateException if the report did not ask for the name
  NamedLimit named() {
    LimitStatus status = status();
    if (name == null) {
      throw new IllegalStateException("This report names no scopes");
    }
    return new NamedLimit(new NamedScope(status.limit().scope(), name, true, teamId), status);
  }

  public static LimitTerms terms(
      String unit,
      String period,
      long amount,
      @Nullable String model,
      @Nullable String provider,
      String alerts) {
    List<Integer> alertAt =
        alerts.isEmpty()
            ? List.of()
            : Arrays.stream(alerts.split(",", -1)).map(Integer::valueOf).toList();
    return new LimitTerms(
        Unit.of(unit).orElseThrow(),
        Period.of(period).orElseThrow(),
        amount,
        model,
        provider,
        alertAt);
  }
}
