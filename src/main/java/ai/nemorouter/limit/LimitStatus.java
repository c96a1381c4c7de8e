package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A limit with the counters of its current window.
///
/// @param used what finished calls cost in this window
/// @param held what calls under way may still cost at most
/// @param resetsAt when the next window begins; null where the period is `TOTAL`
public record LimitStatus(Limit limit, Money used, Money held, @Nullable Instant resetsAt) {
  /// What a new call could hold now. Zero also where more was charged than was held.
  public Money left() {
    return limit.amount().minus(used).minus(held).max(Money.ZERO);
  }

  public boolean isReached() {
    return left().isZero();
  }

  /// How much of the amount is used or held, in whole percent and 100 at most, for a bar on a page.
  public int percent() {
    if (isReached()) {
      return 100;
    }
    long taken = used.plus(held).nanos();
    return (int)
        (Math.multiplyHigh(taken, 100) == 0
            ? taken * 100 / limit.amount().nanos()
            : taken / (limit.amount().nanos() / 100));
  }
}
