package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.catalog.price.CacheWrites;
import ai.nemorouter.catalog.price.Price;
import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.gateway.request.ChatFields;
import ai.nemorouter.gateway.request.ChatRequest;
import ai.nemorouter.gateway.tokens.CacheControl;
import ai.nemorouter.gateway.tokens.InputTokens;
import ai.nemorouter.gateway.tokens.ModelFamily;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.money.Money;
import java.math.BigInteger;

/// What a call can cost, before it is sent: a fixed amount for its input and a rate for each token
/// of its output, of which a hold asks for a number between a least and a most.
///
/// @param input the worst case of the input alone
/// @param outputRate the dearest that a million output tokens may cost
/// @param promptTokens the most input tokens to expect
/// @param floorTokens the likely input tokens
/// @param floorUnits the likely units, where the price counts such
/// @param mostUnits the most of them
/// @param audio whether any of the tokens may be of recordings or speech
/// @param leastOutput the fewest output tokens, over all choices, for which the call is worth
///   sending
/// @param mostOutput the most; as many as the least where the caller set a ceiling
/// @param ceiling the most output tokens of one choice that are asked for
/// @param predicted output tokens that a `prediction` may cost beside the answer
public record Estimate(
    Price price,
    Money input,
    Money outputRate,
    long promptTokens,
    long floorTokens,
    long floorUnits,
    long mostUnits,
    boolean audio,
    long leastOutput,
    long mostOutput,
    long ceiling,
    long predicted,
    int choices) {
  private static final long FEWEST_OUTPUT_TOKENS = 64;

  /// The largest amount that the database keeps of a sum (`bounded` in V1__rights.sql).
  private static final BigInteger MOST_NANOS = BigInteger.valueOf(4_000_000_000_000_000_000L);

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  public static Estimate of(ChatRequest request, Offering offering, Price price) {
    InputTokens tokens = InputTokens.of(request.body(), offering.slug());
    long context = offering.contextLength() > 0 ? offering.contextLength() : Long.MAX_VALUE;
    long promptTokens = promptTokens(tokens, context);

    boolean open = request.outputCeiling().isEmpty();
    long ceiling = Math.min(request.outputCeiling().orElse(offering.outputCeiling()), context);
    if (open) {
      long roomInContext = Math.max(FEWEST_OUTPUT_TOKENS, context - tokens.likely());
      ceiling = Math.min(ceiling, roomInContext);
    }
    long fewest = open ? Math.min(FEWEST_OUTPUT_TOKENS, ceiling) : ceiling;
    int choices = request.choices();
    long predicted = Math.multiplyExact(tokens.predicted(), choices);
    boolean audio = tokens.audio() || request.wantsSpeech();
    Price possible = audio ? price : price.ofText();
    Price dearest = possible.with(cacheWrites(tokens.cacheControl(), offering));
    return countable(
        new Estimate(
            price,
            dearest.worstCase(promptTokens, 0).plus(price.costOfUnits(requests(price))),
            dearest.dearestOutputRate(promptTokens),
            promptTokens,
            tokens.likely(),
            requests(price),
            requests(price),
            audio,
            fewest * choices + predicted,
            ceiling * choices + predicted,
            ceiling,
            predicted,
            choices));
  }

  /// A call that is answered in one piece: all that it may take is held, or nothing.
  public static Estimate of(MaximumUsage measure, Price price) {
    MaximumUsage.Span units = measure.unitsOf(price);
    Price possible = measure.audio() ? price : price.ofText();
    return countable(
        new Estimate(
            price,
            possible.worstCase(measure.mostPrompt(), 0).plus(price.costOfUnits(units.most())),
            possible.dearestOutputRate(measure.mostPrompt()),
            measure.mostPrompt(),
            measure.likelyPrompt(),
            units.likely(),
            units.most(),
            measure.audio(),
            measure.mostOutput(),
            measure.mostOutput(),
            measure.mostOutput(),
            0,
            1));
  }

  /// A chat is one request, where requests have a price.
  private static long requests(Price price) {
    return price.perUnit() != null && price.perUnit().unit() == Price.Unit.REQUEST ? 1 : 0;
  }

  /// The likely usage of the input alone: booked if it is never known how the call ended.
  public TokenUsage floorUsage() {
    return TokenUsage.of(floorTokens, 0).withUnits(floorUnits);
  }

  /// The most that was held for: what is booked where the client hung up and the provider may have
  /// gone on to work. At the catalogue's prices it costs no more than the hold.
  ///
  /// @param grantedOutputTokens what the hold was granted, over all choices
  public TokenUsage mostUsage(long grantedOutputTokens) {
    TokenUsage text = TokenUsage.of(promptTokens, grantedOutputTokens).withUnits(mostUnits);
    if (!audio) {
      return text;
    }
    TokenUsage spoken =
        new TokenUsage(
            promptTokens,
            grantedOutputTokens,
            0,
            0,
            0,
            promptTokens,
            grantedOutputTokens,
            mostUnits);
    return price.cost(spoken).compareTo(price.cost(text)) > 0 ? spoken : text;
  }

  /// The likely cost of the input alone.
  public Money floor() {
    return price.cost(floorUsage());
  }

  /// The ceiling of each choice to send upstream: all choices together never exceed the grant.
  ///
  /// @param grantedOutputTokens what the hold was granted, over all choices
  /// @throws IllegalArgumentException if less was granted than the call needs at least
  public long ceilingFor(long grantedOutputTokens) {
    if (grantedOutputTokens < leastOutput) {
      throw new IllegalArgumentException(
          "A call that needs %d output tokens was granted %d"
              .formatted(leastOutput, grantedOutputTokens));
    }
    return Math.min(ceiling, (grantedOutputTokens - predicted) / choices);
  }

  /// The same estimate, unless a call could cost more than is counted here.
  private static Estimate countable(Estimate estimate) {
    if (estimate.worstCaseNanos().compareTo(MOST_NANOS) > 0) {
      throw ChatFields.invalid(
          "max_tokens",
          "At the price of this model, the call could cost more than $4,000,000,000. Lower"
              + " \"max_tokens\".");
    }
    return estimate;
  }

  /// The most that the call can cost, in nano-US-dollars: of any size, because a caller may name a
  /// ceiling that no limit could pay for.
  BigInteger worstCaseNanos() {
    return BigInteger.valueOf(mostOutput)
        .multiply(BigInteger.valueOf(outputRate.nanos()))
        .divide(MILLION)
        .add(BigInteger.valueOf(input.nanos()))
        .add(BigInteger.ONE);
  }

  /// What a hold is asked for.
  public HoldRange ask() {
    return new HoldRange(
        input, outputRate, promptTokens, leastOutput, mostOutput, floor(), floorTokens);
  }

  /// A provider refuses a prompt beyond the model's context, for nothing; but the catalogue's
  /// figure may be too low, so what is certainly there counts in full.
  private static long promptTokens(InputTokens tokens, long context) {
    return Math.max(tokens.likely(), Math.min(tokens.bound(), context));
  }

  /// Anthropic writes to its cache only where the request says `cache_control`. Others write as
  /// they please (OpenAI since gpt-5.6), so their dearest rate is held always.
  private static CacheWrites cacheWrites(CacheControl asked, Offering offering) {
    return switch (asked) {
      case NONE ->
          ModelFamily.of(offering.slug()) == ModelFamily.ANTHROPIC
              ? CacheWrites.NONE
              : CacheWrites.LISTED;
      case PRESENT -> CacheWrites.ASKED_FOR;
      case HOUR -> CacheWrites.FOR_AN_HOUR;
    };
  }
}
