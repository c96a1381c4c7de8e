package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How fast credit was used lately, and until when it lasts at that pace.
///
/// @param perDay on average
/// @param until null where nothing was used, or not for years
public record SpendingPace(Money perDay, @Nullable Instant until, boolean low) {
  static final Duration LATELY = Duration.ofDays(7);
  private static final Duration LOW = Duration.ofDays(7);
  private static final Duration LONGEST = Duration.ofDays(3650);

  /// @param used within `LATELY`
  /// @param left what can still be used
  static SpendingPace of(Money used, Money left, Instant now) {
    Money perDay = Money.ofNanos(used.nanos() / LATELY.toDays());
    if (used.isZero() || left.compareTo(Money.ZERO) <= 0) {
      return new SpendingPace(perDay, null, false);
    }
    BigInteger seconds =
        BigInteger.valueOf(left.nanos())
            .multiply(BigInteger.valueOf(LATELY.toSeconds()))
            .divide(BigInteger.valueOf(used.nanos()));
    if (seconds.compareTo(BigInteger.valueOf(LONGEST.toSeconds())) > 0) {
      return new SpendingPace(perDay, null, false);
    }
    return new SpendingPace(
        perDay,
        now.plusSeconds(seconds.longValueExact()),
        seconds.compareTo(BigInteger.valueOf(LOW.toSeconds())) < 0);
  }
}
