package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.NotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// The SQL that reads limits as the hold engine sees them: it asks the engine's own functions what
/// is allowed and which window counts. The credit is not among them: it is changed by the journal
/// alone.
final class LimitRows {
  /// Of a rolling minute the steps of that minute together; of everything else the current window.
  static final String STATUS =
      """
      select l.org_id, l.id, l.scope, l.scope_id, l.unit, l.period, l.amount, l.model, l.provider, l.alert_at,
        l.raise, l.raised_until, l.restarted_at, bounded(effective_amount(l)) as allowed,
        bounded(coalesce(c.used, 0)) as used, bounded(coalesce(c.held, 0)) as held,
        case when l.period <> 'minute' then nullif(window_start(l.period, o.timezone, l.restarted_at), '-infinity') end as starts_at,
        case when l.period <> 'minute' then nullif(window_end(l.period, o.timezone), 'infinity') end as resets_at
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

  static final String BY_UNIT_AND_PERIOD =
      """
      array_position(array['usd', 'tokens', 'requests', 'in_flight'], l.unit),
      array_position(array['minute', 'hour', 'day', 'week', 'month', 'total'], l.period), l.model nulls first, l.provider nulls first, l.id
      """;

  static final RowMapper<LimitTerms> TERMS = (row, context) -> terms(row);
  static final RowMapper<LimitStatus> STATUS_ROW = (row, context) -> status(row);

  private LimitRows() {}

  /// The limits of many scopes by the scope's id, each in the order of units and periods.
  static Map<UUID, List<LimitStatus>> ofScopes(
      Handle handle, UUID orgId, Collection<UUID> scopeIds) {
    return handle
        .createQuery(STATUS + " and l.scope_id = any(:scopeIds) order by " + BY_UNIT_AND_PERIOD)
        .bind("orgId", orgId)
        .bindArray("scopeIds", UUID.class, scopeIds)
        .map(STATUS_ROW)
        .stream()
        .collect(Collectors.groupingBy(status -> status.limit().scope().id()));
  }

  static LimitStatus findOrThrow(Handle handle, UUID orgId, UUID limitId) {
    return handle
        .createQuery(STATUS + " and l.id = :limitId")
        .bind("orgId", orgId)
        .bind("limitId", limitId)
        .map(STATUS_ROW)
        .findOne()
        .orElseThrow(() -> new NotFoundException("limit"));
  }

  /// The limit, kept from changing until the transaction ends. As the hold engine does, before any
  /// window is locked, and leaving alone who only refers to it.
  static LimitStatus lockOrThrow(Handle handle, UUID orgId, UUID limitId) {
    handle
        .createQuery(
            "select 1 from limits where org_id = :orgId and id = :limitId for no key update")
        .bind("orgId", orgId)
        .bind("limitId", limitId)
        .mapTo(Integer.class)
        .findOne();
    return findOrThrow(handle, orgId, limitId);
  }

  /// The same for whoever may see its limits; to others it does not exist.
  static NamedScope shownOrThrow(Handle handle, Actor actor, Scope scope) {
    NamedScope named = scopeOrThrow(handle, actor.orgId(), scope);
    if (!named.isShownTo(actor)) {
      throw new NotFoundException(scope.kind().column());
    }
    return named;
  }

  /// The same for whoever may change its limits.
  static NamedScope changeableOrThrow(Handle handle, Actor actor, Scope scope) {
    NamedScope named = scopeOrThrow(handle, actor.orgId(), scope);
    if (named.isChangeableBy(actor)) {
      return named;
    }
    if (!named.isShownTo(actor)) {
      throw new NotFoundException(scope.kind().column());
    }
    throw new ForbiddenException(
        scope.kind() == Scope.Kind.KEY ? Permission.CHANGE_KEY_LIMITS : Permission.CHANGE_LIMITS);
  }

  /// What it is that a scope names; nobody else's, and no other organization's.
  static NamedScope scopeOrThrow(Handle handle, UUID orgId, Scope scope) {
    String query =
        switch (scope.kind()) {
          case ORGANIZATION ->
              "select name, true, null::uuid from organization_records where id = :orgId and id = :id";
          case TEAM ->
              "select name, archived_at is null, id from teams where org_id = :orgId and id = :id";
          case MEMBER ->
              "select name, true, null::uuid from member_records where org_id = :orgId and user_id = :id";
          case KEY ->
              "select name, revoked_at is null, team_id from key_records where org_id = :orgId and id = :id";
        };
    return handle
        .createQuery(query)
        .bind("orgId", orgId)
        .bind("id", scope.id())
        .map((row, context) ->
            new NamedScope(
                scope, row.getString(1), row.getBoolean(2), row.getObject(3, UUID.class)))
        .findOne()
        .orElseThrow(() -> new NotFoundException(scope.kind().column()));
  }

  static LimitTerms terms(ResultSet row) throws SQLException {
    Integer[] alerts = (Integer[]) row.getArray("alert_at").getArray();
    return new LimitTerms(
        Unit.of(row.getString("unit")).orElseThrow(),
        Period.of(row.getString("period")).orElseThrow(),
        row.getLong("amount"),
        row.getString("model"),
        row.getString("provider"),
        Arrays.asList(alerts));
  }

  private static LimitStatus status(ResultSet row) throws SQLException {
    Scope scope =
        new Scope(Scope.Kind.of(row.getString("scope")), row.getObject("scope_id", UUID.class));
    Instant raisedUntil = instant(row, "raised_until");
    long raise = row.getLong("raise");
    boolean raised = raise > 0 && raisedUntil != null && raisedUntil.isAfter(Instant.now());
    Limit limit =
        new Limit(
            row.getObject("org_id", UUID.class),
            row.getObject("id", UUID.class),
            scope,
            terms(row),
            raised && raisedUntil != null ? new Limit.Raise(raise, raisedUntil) : null,
            instant(row, "restarted_at"));
    return new LimitStatus(
        limit,
        row.getLong("allowed"),
        row.getLong("used"),
        row.getLong("held"),
        instant(row, "starts_at"),
        instant(row, "resets_at"));
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
