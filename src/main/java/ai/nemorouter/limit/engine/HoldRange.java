package ai.nemorouter.limit.engine;

import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// What a call may use at most. It costs a fixed part and a price for each output token, and how
/// many of those it gets is decided by the tightest limit: any number from the least to the most.
///
/// @param input the worst-case cost of everything but output tokens
/// @param outputRate the price of a million output tokens
/// @param promptTokens an upper bound of the input tokens
/// @param leastOutput fewer output tokens than that make the call not worth sending: a refusal
/// @param mostOutput never more output tokens than that are held for
/// @param floor what the call has cost at least once it was sent; booked if its node is lost
/// @param floorTokens the input tokens that `floor` is the price of
public record HoldRange(
    Money input,
    Money outputRate,
    long promptTokens,
    long leastOutput,
    long mostOutput,
    Money floor,
    long floorTokens) {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  public HoldRange {
    if (input.isNegative()
        || outputRate.isNegative()
        || floor.isNegative()
        || promptTokens < 0
        || floorTokens < 0
        || leastOutput < 0
        || leastOutput > mostOutput) {
      throw new IllegalArgumentException("An ask has no negative part, and least <= most output");
    }
  }

  /// The worst case of a call with that much output, rounded up to whole nano-US-dollars.
  ///
  /// @throws ArithmeticException if it does not fit
  public Money cost(long outputTokens) {
    BigInteger[] parts =
        BigInteger.valueOf(outputTokens)
            .multiply(BigInteger.valueOf(outputRate.nanos()))
            .divideAndRemainder(MILLION);
    return input.plus(Money.ofNanos(parts[0].longValueExact() + parts[1].signum()));
  }

  public Money least() {
    return cost(leastOutput);
  }

  public Money most() {
    return cost(mostOutput);
  }
}
