package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/// Sums over the record of requests, as far as a person's teams go. A request counts where it
/// started, and the money of each attempt where that was made, as limits count it. An id begins
/// with that time, so a span of time is a range of the primary key.
@ApplicationScoped
public class Spend {
  private final Database database;

  Spend(Database database) {
    this.database = database;
  }

  /// @param from the first moment that counts
  /// @param to the first moment that does not
  public record Span(Instant from, Instant to) {}

  /// @param errors requests that failed, after however many attempts, or whose node stopped
  ///   answering
  public record Totals(Money spend, long calls, long errors, long refusals) {}

  /// What was spent from one moment to the next, an hour or a day later.
  public record Bucket(Instant startsAt, Money spend, long calls) {}

  /// What was spent on one model.
  public record ModelShare(String model, Money spend, long calls) {}

  /// What was spent with one key.
  public record KeyShare(
      UUID keyId, String name, UUID teamId, String teamName, Money spend, long calls) {}

  public Totals totals(Actor actor, Span span) {
    return query(
            actor,
            span,
            """
            select bounded(coalesce(sum(cost), 0)) as spend, coalesce(sum(requests), 0) as calls,
                   coalesce(sum(requests) filter (where status in ('failed', 'expired')), 0) as errors,
                   coalesce(sum(requests) filter (where status = 'refused'), 0) as refusals
            from charges where org_id = :orgId and id >= :from and id < :to %s
            """,
            Totals.class)
        .getFirst();
  }

  /// What was paid from credit: attempts at an organization's own providers are not, also where
  /// another attempt of the same request is.
  public Money ofCredit(Actor actor, Span span) {
    return query(
            actor,
            span,
            """
            select bounded(coalesce(sum(cost) filter (where not own_provider), 0)) as spend,
                   count(distinct request_id) as calls, 0 as errors, 0 as refusals
            from every_attempt where org_id = :orgId and id >= :from and id < :to %s
            """,
            Totals.class)
        .getFirst()
        .spend();
  }

  /// Only the buckets in which there were calls, oldest first.
  ///
  /// @param unit `hour` or `day`, in the zone given
  public List<Bucket> series(Actor actor, Span span, String unit, ZoneId zone) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    return database
        .of(actor.orgId())
        .read(handle ->
            bound(
                    handle,
                    actor,
                    reach,
                    span,
                    """
                    select date_trunc(:unit, started_at, :zone) as starts_at,
                           bounded(sum(cost)) as spend, sum(requests) as calls
                    from charges where org_id = :orgId and id >= :from and id < :to %s
                    group by 1 order by 1
                    """)
                .bind("unit", unit)
                .bind("zone", zone.getId())
                .map(ConstructorMapper.of(Bucket.class))
                .list());
  }

  public List<ModelShare> topModels(Actor actor, Span span) {
    return query(
        actor,
        span,
        """
        select model, bounded(sum(cost)) as spend, sum(requests) as calls
        from charges where org_id = :orgId and id >= :from and id < :to %s and status is distinct from 'refused'
        group by 1 order by spend desc, model limit 5
        """,
        ModelShare.class);
  }

  public List<KeyShare> topKeys(Actor actor, Span span) {
    return query(
        actor,
        span,
        """
        select s.key_id, k.name, k.team_id, t.name as team_name, s.spend, s.calls
        from (select org_id, key_id, bounded(sum(cost)) as spend, sum(requests) as calls
              from charges where org_id = :orgId and id >= :from and id < :to %s and status is distinct from 'refused'
              group by 1, 2 order by spend desc, key_id limit 5) s
        join key_records k on k.org_id = s.org_id and k.id = s.key_id
        join teams t on t.org_id = k.org_id and t.id = k.team_id
        order by s.spend desc, k.name
        """,
        KeyShare.class);
  }

  /// @param sql with a place for what narrows it to somebody's teams
  private <T> List<T> query(Actor actor, Span span, String sql, Class<T> type) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    return database
        .of(actor.orgId())
        .read(handle ->
            bound(handle, actor, reach, span, sql).map(ConstructorMapper.of(type)).list());
  }

  /// Whoever sees everything is asked nothing about teams, so that the range of the key alone is
  /// read.
  private static Query bound(Handle handle, Actor actor, Reach reach, Span span, String sql) {
    Query query =
        handle.createQuery(sql.formatted(reach.everywhere() ? "" : "and team_id = any(:teams)"));
    query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
    return query
        .bind("orgId", actor.orgId())
        .bind("teams", reach.teamIds())
        .bind("from", Ids.firstAt(span.from()))
        .bind("to", Ids.firstAt(span.to()));
  }
}
