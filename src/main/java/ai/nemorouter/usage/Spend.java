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

/// What requests cost, as far as a person's teams go. The money of each attempt counts where that
/// was made, as limits count it. An id begins with that time, so a span of time is a range of the
/// primary key; whole days that are over are read from their sums (`charged` in
/// `R__usage_days.sql`).
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

  /// What was paid from credit: attempts at an organization's own providers are not, also where
  /// another attempt of the same request is.
  public Money ofCredit(Actor actor, Span span) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    NativeQuery<Long> query =
        session
            .createNativeQuery(
                """
                select bounded(coalesce(sum(cost), 0)) as spend
                from charged(:orgId, :from, :to) where not own_provider %s
                """
                    .formatted(reach.everywhere() ? "" : "and team_id = any(:teams)"),
                Long.class)
            .setParameter("orgId", actor.orgId())
            .setParameter("from", span.from())
            .setParameter("to", span.to());
    if (!reach.everywhere()) {
      query.setParameter("teams", reach.teamIds());
    }
    return Money.ofNanos(query.getSingleResult());
  }
}
