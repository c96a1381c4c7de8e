package ai.nemorouter.catalog;

import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// What a million tokens of each kind cost.
///
/// @param cachedInput input that the provider read from its cache
/// @param cacheWrite input that the provider wrote to its cache
public record Rates(Money input, Money cachedInput, Money cacheWrite, Money output) {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  public static Rates of(Money input, Money output) {
    return new Rates(input, input, input, output);
  }

  /// Tokens × price ÷ 10⁶, added up over the kinds and rounded up once, to whole nano-US-dollars.
  ///
  /// @throws ArithmeticException if the cost does not fit
  Money cost(TokenUsage usage) {
    long cached = Math.min(usage.cached(), usage.prompt());
    long written = Math.min(usage.cacheWrite(), usage.prompt() - cached);
    BigInteger sum =
        product(usage.prompt() - cached - written, input)
            .add(product(cached, cachedInput))
            .add(product(written, cacheWrite))
            .add(product(usage.completion(), output));
    return roundedUp(sum);
  }

  /// The most that so many tokens can cost, whichever of them turn out cached.
  Money mostOf(long promptTokens, long completionTokens) {
    Money dearestInput = input.max(cachedInput).max(cacheWrite);
    return roundedUp(product(promptTokens, dearestInput).add(product(completionTokens, output)));
  }

  Rates with(CacheWrites writes) {
    Money write =
        switch (writes) {
          case NONE -> input;
          case LISTED -> cacheWrite;
          case ASKED_FOR -> cacheWrite.compareTo(input) < 0 ? input.plus(cacheWrite) : cacheWrite;
          case FOR_AN_HOUR -> cacheWrite.max(input.plus(input));
        };
    return new Rates(input, cachedInput, write, output);
  }

  /// How many output tokens `amount` buys, rounded down; `Long.MAX_VALUE` where they are free.
  long outputTokensFor(Money amount) {
    if (output.isZero()) {
      return Long.MAX_VALUE;
    }
    return BigInteger.valueOf(amount.nanos())
        .multiply(MILLION)
        .divide(BigInteger.valueOf(output.nanos()))
        .min(LARGEST)
        .longValue();
  }

  private static BigInteger product(long tokens, Money perMillion) {
    return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(perMillion.nanos()));
  }

  private static Money roundedUp(BigInteger nanoMillions) {
    BigInteger[] parts = nanoMillions.divideAndRemainder(MILLION);
    return Money.ofNanos(parts[0].longValueExact() + parts[1].signum());
  }
}
