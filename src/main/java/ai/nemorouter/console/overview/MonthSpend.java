package ai.nemorouter.console.overview;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// What was spent since the month began in the organization's time zone.
///
/// @param limit of the organization in US dollars for the month, the one with the least left; null
///   if there is none, and for users who may not see it
/// @param forecast what the whole month will cost at this pace; null where that cannot be said
public record MonthSpend(Money spent, @Nullable LimitStatus limit, @Nullable Money forecast) {
  /// A forecast from less of a month than a tenth would jump with every request.
  private static final int ELAPSED_LEAST_DIVISOR = 10;

  private static final int PERMILLE_PER_PERCENT = 10;

  static MonthSpend of(Money spent, @Nullable LimitStatus limit, Instant now, ZoneId zone) {
    return new MonthSpend(spent, limit, forecast(spent, now.atZone(zone)));
  }

  /// As in `84% of $500.00`; empty without a limit.
  public String ofLimit() {
    return limit == null
        ? ""
        : limit.usedPermille() / PERMILLE_PER_PERCENT
            + "% of "
            + limit.unit().display(limit.allowed());
  }

  private static @Nullable Money forecast(Money spent, ZonedDateTime now) {
    ZonedDateTime begins = now.toLocalDate().withDayOfMonth(1).atStartOfDay(now.getZone());
    Duration whole = Duration.between(begins, begins.plusMonths(1));
    Duration elapsed = Duration.between(begins, now);
    if (spent.isZero() || elapsed.multipliedBy(ELAPSED_LEAST_DIVISOR).compareTo(whole) < 0) {
      return null;
    }
    BigInteger all =
        BigInteger.valueOf(spent.nanos())
            .multiply(BigInteger.valueOf(whole.toMillis()))
            .divide(BigInteger.valueOf(elapsed.toMillis()));
    return Money.ofNanos(all.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
  }
}
