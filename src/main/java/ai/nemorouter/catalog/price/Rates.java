package ai.nemorouter.catalog.price;

import ai.nemorouter.catalog.price.PricedPart.Kind;
import ai.nemorouter.money.Money;
import java.math.BigInteger;
import java.util.List;

/// What a million tokens of each kind cost.
///
/// @param cachedInput input that the provider read from its cache
/// @param cacheWrite input that the provider wrote to its cache
/// @param audioInput recordings in the input
/// @param audioOutput speech in the answer
public record Rates(
    Money input,
    Money cachedInput,
    Money cacheWrite,
    Money output,
    Money audioInput,
    Money audioOutput) {
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  public static Rates of(Money input, Money output) {
    return new Rates(input, input, input, output);
  }

  /// Where audio costs what text costs.
  public Rates(Money input, Money cachedInput, Money cacheWrite, Money output) {
    this(input, cachedInput, cacheWrite, output, input, output);
  }

  /// Tokens and units × price ÷ 10⁶, added up over the kinds and rounded up once, to whole
  /// nano-US-dollars.
  ///
  /// @throws ArithmeticException if the cost does not fit
  Money cost(TokenUsage usage, Money unitPrice) {
    return roundedUp(
        parts(usage, unitPrice).stream()
            .map(PricedPart::exact)
            .reduce(BigInteger.ZERO, BigInteger::add));
  }

  /// What the cost is made of, kind by kind.
  List<PricedPart> parts(TokenUsage usage, Money unitPrice) {
    long cached = Math.min(usage.cached(), usage.prompt());
    long written = Math.min(usage.cacheWrite(), usage.prompt() - cached);
    long forAnHour = Math.min(usage.cacheWriteHour(), written);
    long heard = Math.min(usage.audioPrompt(), usage.prompt() - cached - written);
    long spoken = Math.min(usage.audioCompletion(), usage.completion());
    return List.of(
        new PricedPart(Kind.INPUT, usage.prompt() - cached - written - heard, input),
        new PricedPart(Kind.CACHED_INPUT, cached, cachedInput),
        new PricedPart(Kind.CACHE_WRITE, written - forAnHour, cacheWrite),
        new PricedPart(Kind.CACHE_WRITE_HOUR, forAnHour, cacheWriteHour()),
        new PricedPart(Kind.AUDIO_INPUT, heard, audioInput),
        new PricedPart(Kind.OUTPUT, usage.completion() - spoken, output),
        new PricedPart(Kind.AUDIO_OUTPUT, spoken, audioOutput),
        new PricedPart(Kind.UNITS, usage.units(), unitPrice));
  }

  /// Input that is kept in the cache for an hour: catalogues do not list its price, and Anthropic,
  /// who alone has such, takes twice that of other input.
  private Money cacheWriteHour() {
    return cacheWrite.max(input.plus(input));
  }

  /// The most that so many tokens can cost, whichever of them turn out cached.
  Money mostOf(long promptTokens, long completionTokens) {
    return roundedUp(
        product(promptTokens, dearestInput()).add(product(completionTokens, dearestOutput())));
  }

  Money dearestInput() {
    return input.max(cachedInput).max(cacheWrite).max(audioInput);
  }

  Money dearestOutput() {
    return output.max(audioOutput);
  }

  Rates with(CacheWrites writes) {
    Money write =
        switch (writes) {
          case NONE -> input;
          case LISTED -> cacheWrite;
          case ASKED_FOR -> cacheWrite.compareTo(input) < 0 ? input.plus(cacheWrite) : cacheWrite;
          case FOR_AN_HOUR -> cacheWriteHour();
        };
    return new Rates(input, cachedInput, write, output, audioInput, audioOutput);
  }

  Rates ofText() {
    return new Rates(input, cachedInput, cacheWrite, output);
  }

  /// How many output tokens `amount` buys, rounded down; `Long.MAX_VALUE` where they are free.
  long outputTokensFor(Money amount) {
    if (dearestOutput().isZero()) {
      return Long.MAX_VALUE;
    }
    return BigInteger.valueOf(amount.nanos())
        .multiply(MILLION)
        .divide(BigInteger.valueOf(dearestOutput().nanos()))
        .min(LARGEST)
        .longValue();
  }

  private static BigInteger product(long tokens, Money perMillion) {
    return tokens == 0
        ? BigInteger.ZERO
        : BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(perMillion.nanos()));
  }

  private static Money roundedUp(BigInteger nanoMillions) {
    BigInteger[] parts = nanoMillions.divideAndRemainder(MILLION);
    return Money.ofNanos(parts[0].longValueExact() + parts[1].signum());
  }
}
