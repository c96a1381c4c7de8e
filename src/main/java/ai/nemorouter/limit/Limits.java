package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.NotFoundException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// Sets, removes and shows budgets. A scope has at most one budget for each period. A budget counts
/// from the moment it is set; changing its amount keeps what its current window has counted, and so
/// does removing it and setting it again: neither is a way to a fresh window.
@ApplicationScoped
public class Limits {
  private static final RowMapper<Limit> LIMIT = ConstructorMapper.of(Limit.class);
  private static final RowMapper<LimitStatus> STATUS =
      (row, context) ->
          new LimitStatus(
              LIMIT.map(row, context),
              Money.ofNanos(row.getLong("used")),
              Money.ofNanos(row.getLong("held")),
              row.getTimestamp("resets_at") == null
                  ? null
                  : row.getTimestamp("resets_at").toInstant());

  private final Database database;

  Limits(Database database) {
    this.database = database;
  }

  public void set(Actor actor, Scope scope, Budget budget) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    database.useTransaction(handle -> {
      requireScope(handle, actor.orgId(), scope);
      set(handle, actor.orgId(), scope, budget);
    });
  }

  /// Does nothing where there is no such budget.
  public void remove(Actor actor, Scope scope, Period period) {
    actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    database.useTransaction(handle -> remove(handle, actor.orgId(), scope, period));
  }

  /// The budgets of one scope, shortest period first.
  public List<LimitStatus> list(Actor actor, Scope scope) {
    actor.authorizeOrThrow(Permission.VIEW_TEAMS);
    return database.read(handle -> {
      requireScope(handle, actor.orgId(), scope);
      return list(handle, actor.orgId(), scope);
    });
  }

  public List<LimitStatus> list(Handle handle, UUID orgId, Scope scope) {
    return listAll(handle, orgId, List.of(scope.id())).getOrDefault(scope.id(), List.of());
  }

  /// The budgets of many scopes by the scope's id, each shortest period first.
  public Map<UUID, List<LimitStatus>> listAll(
      Handle handle, UUID orgId, Collection<UUID> scopeIds) {
    return handle
        .createQuery(
            """
            select l.org_id, l.id, l.scope, l.scope_id, l.period, l.amount,
              coalesce(w.used, 0) as used, coalesce(w.held, 0) as held,
              case l.period when 'total' then null else
                date_add(date_trunc(l.period, now(), o.timezone), ('1 ' || l.period)::interval, o.timezone)
              end as resets_at
            from limits l
            join organizations o on o.id = l.org_id
            left join windows w on w.org_id = l.org_id and w.limit_id = l.id
              and w.starts_at = case l.period when 'total' then '-infinity'
                else date_trunc(l.period, now(), o.timezone) end
            where l.org_id = :orgId and l.scope_id = any(:scopeIds)
              and l.kind = 'budget' and l.unit = 'usd' and l.removed_at is null
            order by array_position(array['day', 'week', 'month', 'total'], l.period)
            """)
        .bind("orgId", orgId)
        .bindArray("scopeIds", UUID.class, scopeIds)
        .map(STATUS)
        .stream()
        .collect(Collectors.groupingBy(status -> status.limit().scopeId()));
  }

  /// For use cases that set a budget as part of their own transaction and know that the scope is
  /// this organization's.
  public void set(Handle handle, UUID orgId, Scope scope, Budget budget) {
    handle
        .createUpdate(
            """
            update limits set removed_at = null
            where org_id = :orgId and id = (
                select id from limits
                where org_id = :orgId and scope_id = :scopeId and kind = 'budget' and unit = 'usd' and period = :period
                order by removed_at desc nulls first limit 1)
              and removed_at is not null
            """)
        .bind("orgId", orgId)
        .bind("scopeId", scope.id())
        .bind("period", budget.period().column())
        .execute();
    handle
        .createUpdate(
            """
            insert into limits (org_id, id, scope, scope_id, kind, period, amount)
            values (:orgId, :id, :scope, :scopeId, 'budget', :period, :amount)
            on conflict (org_id, scope_id, kind, unit, period, coalesce(model, ''), coalesce(provider, ''))
              where removed_at is null
            do update set amount = excluded.amount, updated_at = now()
            """)
        .bind("orgId", orgId)
        .bind("id", Ids.next())
        .bind("scope", scope.kind().column())
        .bind("scopeId", scope.id())
        .bind("period", budget.period().column())
        .bind("amount", budget.amount())
        .execute();
  }

  public void remove(Handle handle, UUID orgId, Scope scope, Period period) {
    handle
        .createUpdate(
            """
            update limits set removed_at = now(), updated_at = now()
            where org_id = :orgId and scope_id = :scopeId and kind = 'budget' and period = :period
              and removed_at is null
            """)
        .bind("orgId", orgId)
        .bind("scopeId", scope.id())
        .bind("period", period.column())
        .execute();
  }

  private static void requireScope(Handle handle, UUID orgId, Scope scope) {
    boolean present =
        switch (scope.kind()) {
          case ORGANIZATION -> scope.id().equals(orgId);
          case TEAM ->
              hasRow(handle, "select true from teams where org_id = ? and id = ?", orgId, scope);
          case MEMBER ->
              hasRow(
                  handle,
                  "select true from members where org_id = ? and user_id = ?",
                  orgId,
                  scope);
          case KEY ->
              hasRow(handle, "select true from keys where org_id = ? and id = ?", orgId, scope);
        };
    if (!present) {
      throw new NotFoundException(scope.kind().column());
    }
  }

  private static boolean hasRow(Handle handle, String query, UUID orgId, Scope scope) {
    return handle.select(query, orgId, scope.id()).mapTo(Boolean.class).findOne().isPresent();
  }
}
