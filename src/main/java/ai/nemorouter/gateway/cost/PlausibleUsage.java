package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// Whether what a provider reports can be true of a call. An honest provider may charge more than
/// was held, and that is booked in full; a figure beyond a hundred times the call's worst case is
/// no figure but a mistake or a lie, and counts as not reported (docs/limits.md).
final class PlausibleUsage {
  private static final BigInteger FACTOR = BigInteger.valueOf(100);

  /// Whatever the worst case was, up to here a cost is believed.
  private static final Money ALWAYS = Money.ofUsd("10");

  /// The same of a number of tokens: near the largest context of any model.
  private static final BigInteger TOKENS_ALWAYS = BigInteger.valueOf(1_000_000);

  private PlausibleUsage() {}

  static boolean cost(Money cost, Estimate estimate) {
    return cost.compareTo(ALWAYS) <= 0
        || !isBeyond(cost.nanos(), estimate.worstCaseNanos(), BigInteger.ZERO);
  }

  /// Tokens and units, by their number and by what they cost.
  static boolean counts(TokenUsage taken, Estimate estimate) {
    if (isBeyond(taken.prompt(), BigInteger.valueOf(estimate.promptTokens()), TOKENS_ALWAYS)
        || isBeyond(taken.completion(), BigInteger.valueOf(estimate.mostOutput()), TOKENS_ALWAYS)) {
      return false;
    }
    try {
      return cost(estimate.price().cost(taken), estimate);
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static boolean isBeyond(long reported, BigInteger most, BigInteger always) {
    return BigInteger.valueOf(reported).compareTo(most.multiply(FACTOR).max(always)) > 0;
  }
}
