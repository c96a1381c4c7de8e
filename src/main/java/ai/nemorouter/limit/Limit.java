package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import jakarta.validation.constraints.Future;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Positive;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A limit in force on one scope.
///
/// @param raise what is allowed on top of its terms for a while; null for nothing
/// @param restartedAt its current window counts only from then on; null where it never was
///   restarted
public record Limit(
    UUID orgId,
    UUID id,
    Scope scope,
    LimitTerms terms,
    @Nullable Raise raise,
    @Nullable Instant restartedAt) {

  /// @param amount in the limit's unit
  /// @param until when it ends by itself
  public record Raise(
      @Positive(message = Raise.HOW_MUCH_MORE)
          @Max(value = LimitTerms.AMOUNT_MAX, message = Raise.HOW_MUCH_MORE)
          long amount,
      @Future(message = "Choose a time in the future.") Instant until) {
    static final String HOW_MUCH_MORE = "Enter how much more is allowed, above zero.";
  }

  public Unit unit() {
    return terms.unit();
  }

  public Period period() {
    return terms.period();
  }

  /// Whether a fresh window can be begun by hand: what rolls or is under way forgets by itself.
  public boolean canRestart() {
    return terms.canRestart();
  }

  /// The limit as the US dollars that a key's `limit` and `limit_reset` tell.
  ///
  /// @throws IllegalStateException if it is in another unit
  public Budget budget() {
    if (unit() != Unit.USD) {
      throw new IllegalStateException("A limit in " + unit().label() + " is no budget");
    }
    return new Budget(period(), Money.ofNanos(terms.amount()));
  }
}
