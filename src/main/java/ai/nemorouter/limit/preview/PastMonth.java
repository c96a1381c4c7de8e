package ai.nemorouter.limit.preview;

import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/// What a limit would have met in the last 30 days, from the finished attempts that are still
/// stored: in how many of its periods it would have been reached, and how many requests came after
/// that. Every attempt counts with what it was charged; what they held while they ran is not known
/// any more. A rolling minute is looked at by minutes of the clock. In the transaction that the
/// thread is in.
@ApplicationScoped
class PastMonth {
  private static final String SUMMED =
      """
      select count(*) filter (where x.counts) as requests,
        count(*) filter (where x.counts and x.before >= :amount) as after,
        count(distinct x.starts_at) filter (where x.before + x.own >= :amount) as reached,
        bounded(coalesce(max(x.before + x.own), 0)) as highest
      from (
        select c.starts_at, c.counts, c.own,
          sum(c.own) over (partition by c.starts_at order by c.started_at, c.id) - c.own as before
        from (
          select c.id, c.started_at, c.counts,
            case :period when 'total' then '-infinity'::timestamptz else date_trunc(:period, c.started_at, o.timezone) end as starts_at,
            {own} as own
          from organization_records o cross join lateral {attempts} c
          where o.id = :orgId) c) x
      """
          .replace("{own}", CountedAttempts.OWN)
          .replace("{attempts}", CountedAttempts.since("now() - interval '30 days'"));

  private final Session session;

  PastMonth(Session session) {
    this.session = session;
  }

  /// @param after how many requests began when the limit was already reached
  /// @param reached in how many periods it was
  /// @param highest the most that one period took
  record Sums(long requests, long after, long reached, long highest) {}

  /// In a sentence; empty for calls in flight, which nothing is stored of.
  Optional<String> of(UUID orgId, Scope scope, LimitTerms terms) {
    if (terms.unit() == Unit.IN_FLIGHT) {
      return Optional.empty();
    }
    Sums sums =
        CountedAttempts.of(orgId, scope, terms, session.createNativeQuery(SUMMED, Sums.class))
            .setParameter("amount", terms.amount())
            .getSingleResult();
    return Optional.of(sentence(sums, terms));
  }

  private static String sentence(Sums sums, LimitTerms terms) {
    if (sums.requests() == 0) {
      return "In the last 30 days there was no request that it counts.";
    }
    String highest = highest(terms.period(), amount(terms.unit(), sums.highest()));
    if (sums.reached() == 0) {
      return "In the last 30 days it would not have been reached: " + highest + ".";
    }
    return "In the last 30 days it would have been reached%s, and %,d of %s came after that: %s."
        .formatted(
            periods(terms.period(), sums.reached()),
            sums.after(),
            Unit.REQUESTS.display(sums.requests()),
            highest);
  }

  private static String amount(Unit unit, long amount) {
    return unit == Unit.USD ? Money.ofNanos(amount).displayCents() : unit.display(amount);
  }

  private static String highest(Period period, String amount) {
    return period == Period.TOTAL
        ? amount + " was used"
        : "the highest %s took %s".formatted(period.column(), amount);
  }

  private static String periods(Period period, long reached) {
    return switch (period) {
      case TOTAL -> "";
      case DAY -> " on %,d day%s".formatted(reached, reached == 1 ? "" : "s");
      case MINUTE, HOUR, WEEK, MONTH ->
          " in %,d %s%s".formatted(reached, period.column(), reached == 1 ? "" : "s");
    };
  }
}
