package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Sums over the record of requests, as far as a person's teams go. A request counts where it
/// started, and the money of each attempt where that was made, as limits count it. An id begins
/// with that time, so a span of time is a range of the primary key; whole days that are over are
/// read from their sums (`charged` in `R__usage_days.sql`).
@ForActor
@ApplicationScoped
public class Spend {
  /// Requests one by one, for parts of a day.
  private static final String SINGLE =
      """
      (select c.*, time_of_id(c.id) as at from charges c
        where c.org_id = :orgId and c.id >= first_id_of(:from) and c.id < first_id_of(:to)) c
      """;

  private final Session session;

  Spend(Session session) {
    this.session = session;
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
            select bounded(coalesce(sum(cost), 0)) as spend, bounded(coalesce(sum(requests), 0)) as calls,
                   bounded(coalesce(sum(requests) filter (where status in ('failed', 'expired')), 0)) as errors,
                   bounded(coalesce(sum(requests) filter (where status = 'refused'), 0)) as refusals
            from charged(:orgId, :from, :to) where true %s
            """,
            TotalsRow.class)
        .getSingleResult()
        .totals();
  }

  /// What was paid from credit: attempts at an organization's own providers are not, also where
  /// another attempt of the same request is.
  public Money ofCredit(Actor actor, Span span) {
    return Money.ofNanos(
        query(
                actor,
                span,
                """
                select bounded(coalesce(sum(cost), 0)) as spend
                from charged(:orgId, :from, :to) where not own_provider %s
                """,
                Long.class)
            .getSingleResult());
  }

  /// Only the buckets in which there were calls, oldest first.
  ///
  /// @param unit `hour` or `day`, in the zone given, which is the organization's
  public List<Bucket> series(Actor actor, Span span, String unit, ZoneId zone) {
    return query(
            actor,
            span,
            """
            select date_trunc(:unit, at, :zone) as starts_at, bounded(sum(cost)) as spend, bounded(sum(requests)) as calls
            from %s where true %%s
            group by 1 order by 1
            """
                .formatted(unit.equals("day") ? "charged(:orgId, :from, :to)" : SINGLE),
            BucketRow.class)
        .setParameter("unit", unit)
        .setParameter("zone", zone.getId())
        .getResultStream()
        .map(BucketRow::bucket)
        .toList();
  }

  public List<ModelShare> topModels(Actor actor, Span span) {
    return query(
            actor,
            span,
            """
            select model, bounded(sum(cost)) as spend, bounded(sum(requests)) as calls
            from charged(:orgId, :from, :to) where status is distinct from 'refused' %s
            group by 1 order by spend desc, model limit 5
            """,
            ModelRow.class)
        .getResultStream()
        .map(ModelRow::share)
        .toList();
  }

  public List<KeyShare> topKeys(Actor actor, Span span) {
    return query(
            actor,
            span,
            """
            select s.key_id, k.name, k.team_id, t.name as team_name, s.spend, s.calls
            from (select key_id, bounded(sum(cost)) as spend, bounded(sum(requests)) as calls
                  from charged(:orgId, :from, :to) where status is distinct from 'refused' %s
                  group by 1 order by spend desc, key_id limit 5) s
            join key_records k on k.org_id = :orgId and k.id = s.key_id
            join team_records t on t.org_id = k.org_id and t.id = k.team_id
            order by s.spend desc, k.name
            """,
            KeyRow.class)
        .getResultStream()
        .map(KeyRow::share)
        .toList();
  }

  /// @param sql with a place for what narrows it to somebody's teams
  private <T> NativeQuery<T> query(Actor actor, Span span, String sql, Class<T> type) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    NativeQuery<T> query =
        session
            .createNativeQuery(
                sql.formatted(reach.everywhere() ? "" : "and team_id = any(:teams)"), type)
            .setParameter("orgId", actor.orgId())
            .setParameter("from", span.from())
            .setParameter("to", span.to());
    return reach.everywhere() ? query : query.setParameter("teams", reach.teamIds());
  }

  /// Rows of the reports above: money in nano-dollars.
  record TotalsRow(long spend, long calls, long errors, long refusals) {
    Totals totals() {
      return new Totals(Money.ofNanos(spend), calls, errors, refusals);
    }
  }

  record BucketRow(Instant startsAt, long spend, long calls) {
    Bucket bucket() {
      return new Bucket(startsAt, Money.ofNanos(spend), calls);
    }
  }

  record ModelRow(String model, long spend, long calls) {
    ModelShare share() {
      return new ModelShare(model, Money.ofNanos(spend), calls);
    }
  }

  record KeyRow(UUID keyId, String name, UUID teamId, String teamName, long spend, long calls) {
    KeyShare share() {
      return new KeyShare(keyId, name, teamId, teamName, Money.ofNanos(spend), calls);
    }
  }
}
