package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A limit with the counters of its current window, in its unit.
///
/// @param allowed the cap now: its amount and what it is raised by
/// @param used what finished calls took in this window
/// @param held what calls under way may still take at most
/// @param startsAt when this window began; null where it never did, or rolls
/// @param resetsAt when the next window begins; null where none does
public record LimitStatus(
    Limit limit,
    long allowed,
    long used,
    long held,
    @Nullable Instant startsAt,
    @Nullable Instant resetsAt) {
  private static final int PERMILLE = 1000;
  private static final int PERCENT = 100;

  /// A forecast from less of a window than a tenth would jump with every call.
  private static final int ELAPSED_LEAST_DIVISOR = 10;

  /// What a new call could hold now. Zero also where more was charged than was held, or the cap was
  /// lowered.
  public long left() {
    return Math.max(0, allowed - used - held);
  }

  public boolean isReached() {
    return left() == 0;
  }

  /// Whether it is reached even if all calls under way cost nothing.
  public boolean isUsedUp() {
    return used >= allowed;
  }

  /// How much of the cap is used or held, in whole percent and 100 at most.
  public int percent() {
    return isReached() ? PERCENT : share(used + held, PERCENT);
  }

  /// For a bar on a page, from 0 to 1000.
  public int usedPermille() {
    return share(used, PERMILLE);
  }

  /// For a bar on a page, from 0 to 1000: used and held together.
  public int takenPermille() {
    return isReached() ? PERMILLE : share(used + held, PERMILLE);
  }

  /// Where the use of this window will end at the pace it has had so far: used ÷ elapsed time × the
  /// window's whole time. Empty where a window has no end or rolls, where less than a tenth of it
  /// has passed, and where nothing was used.
  public Optional<Long> projected(Instant now) {
    if (startsAt == null || resetsAt == null || used == 0) {
      return Optional.empty();
    }
    Duration whole = Duration.between(startsAt, resetsAt);
    Duration elapsed = Duration.between(startsAt, now);
    if (elapsed.multipliedBy(ELAPSED_LEAST_DIVISOR).compareTo(whole) < 0
        || elapsed.compareTo(whole) >= 0) {
      return Optional.empty();
    }
    BigInteger use =
        BigInteger.valueOf(used)
            .multiply(BigInteger.valueOf(whole.toMillis()))
            .divide(BigInteger.valueOf(elapsed.toMillis()));
    return Optional.of(use.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue());
  }

  /// When the cap will be reached at this pace: elapsed time × cap ÷ used, from the window's
  /// beginning. Empty where it will not be within this window, or is already.
  public Optional<Instant> forecast(Instant now) {
    if (startsAt == null
        || used >= allowed
        || projected(now).filter(use -> use >= allowed).isEmpty()) {
      return Optional.empty();
    }
    BigInteger millis =
        BigInteger.valueOf(Duration.between(startsAt, now).toMillis())
            .multiply(BigInteger.valueOf(allowed))
            .divide(BigInteger.valueOf(used));
    return Optional.of(startsAt.plusMillis(millis.longValueExact()));
  }

  /// For a page: the moment of the forecast; null for none.
  public @Nullable Instant endsAtThisPace() {
    return forecast(Instant.now()).orElse(null);
  }

  /// For a bar on a page, from 0 to 1000: where this window will end at this pace.
  public int projectedPermille() {
    return projected(Instant.now()).map(use -> share(use, PERMILLE)).orElse(0);
  }

  /// Where on a bar the thresholds are at which the organization is told, from 0 to 1000; the end
  /// needs no mark.
  public List<Integer> marks() {
    return limit.terms().alertAt().stream()
        .filter(percent -> percent < PERCENT)
        .map(percent -> percent * (PERMILLE / PERCENT))
        .toList();
  }

  /// As in `$3.20 of $10.00` or `1,200 of 5,000 tokens`.
  public String usedOfAllowed() {
    return unit() == Unit.IN_FLIGHT ? of(held) : of(used);
  }

  /// As in `$6.60`, cents being enough beside a bar.
  public String brief(long amount) {
    return unit() == Unit.USD ? Money.ofNanos(amount).displayCents() : unit().display(amount);
  }

  public Unit unit() {
    return limit.unit();
  }

  private String of(long amount) {
    return unit() == Unit.USD
        ? brief(amount) + " of " + unit().display(allowed)
        : Unit.grouped(amount) + " of " + unit().display(allowed);
  }

  private int share(long part, int whole) {
    if (part >= allowed) {
      return whole;
    }
    return BigInteger.valueOf(part)
        .multiply(BigInteger.valueOf(whole))
        .divide(BigInteger.valueOf(allowed))
        .intValue();
  }
}
