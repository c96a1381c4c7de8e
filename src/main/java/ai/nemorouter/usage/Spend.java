package ai.nemorouter.usage;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Sums over the record of requests, as far as a person's teams go. A request counts where it
/// started, and the money of each attempt where that was made, as limits count it. An id begins
/// with that time, so a span of time is a range of the primary key; whole days that are over are
/// read from their sums (`charged` in `R__usage_days.sql`).
@ForActor
@ApplicationScoped
public class Spend {
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

  /// @param spend in nano-dollars
  record TotalsRow(long spend, long calls, long errors, long refusals) {
    Totals totals() {
      return new Totals(Money.ofNanos(spend), calls, errors, refusals);
    }
  }
}
