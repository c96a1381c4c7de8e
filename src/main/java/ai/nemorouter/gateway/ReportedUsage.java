package ai.nemorouter.gateway;

import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a provider said about tokens and cost. Figures that make no sense count as not said.
public record ReportedUsage(Optional<TokenUsage> tokens, Optional<Money> cost) {
  /// Rounding a number of a billion decimals, as in `1e-999999999`, would never end.
  private static final int MOST_DECIMALS = 400;

  /// No call takes more tokens; the cost of more might not fit.
  private static final long MOST_COUNT = 1_000_000_000;

  static final ReportedUsage NONE = new ReportedUsage(Optional.empty(), Optional.empty());

  /// Reads the `usage` object of OpenAI's and OpenRouter's answers.
  static ReportedUsage of(JsonNode usage) {
    if (!usage.isObject()) {
      return NONE;
    }
    return new ReportedUsage(tokens(usage), amount(usage.path("cost")));
  }

  /// The same with the figure of the provider's cost header, which counts only where the body has
  /// none.
  ReportedUsage orCost(@Nullable String header) {
    if (cost.isPresent() || header == null) {
      return this;
    }
    try {
      return new ReportedUsage(tokens, amount(new BigDecimal(header.strip())));
    } catch (NumberFormatException e) {
      return this;
    }
  }

  /// Reads the `usage` object of operations other than chat: `input_tokens` (or `prompt_tokens`)
  /// and `output_tokens`, which those leave out whose answers have none.
  public static Optional<TokenUsage> tokensOf(JsonNode usage) {
    JsonNode prompt = first(usage, "input_tokens", "prompt_tokens", "total_tokens");
    JsonNode completion = first(usage, "output_tokens", "completion_tokens");
    if (!isCount(prompt)) {
      return Optional.empty();
    }
    JsonNode details =
        first(usage, "input_tokens_details", "input_token_details", "prompt_tokens_details");
    return Optional.of(
        new TokenUsage(
            prompt.asLong(),
            count(completion),
            count(details.path("cached_tokens")),
            0,
            0,
            count(details.path("audio_tokens")),
            0,
            0));
  }

  private static JsonNode first(JsonNode usage, String... names) {
    for (String name : names) {
      if (usage.hasNonNull(name)) {
        return usage.path(name);
      }
    }
    return MissingNode.getInstance();
  }

  private static Optional<TokenUsage> tokens(JsonNode usage) {
    JsonNode prompt = usage.path("prompt_tokens");
    JsonNode completion = usage.path("completion_tokens");
    if (!isCount(prompt) || !isCount(completion)) {
      return Optional.empty();
    }
    JsonNode promptDetails = usage.path("prompt_tokens_details");
    return Optional.of(
        new TokenUsage(
            prompt.asLong(),
            completion.asLong(),
            count(promptDetails.path("cached_tokens")),
            count(promptDetails.path("cache_write_tokens")),
            count(usage.path("completion_tokens_details").path("reasoning_tokens")),
            count(promptDetails.path("audio_tokens")),
            count(usage.path("completion_tokens_details").path("audio_tokens")),
            0));
  }

  private static Optional<Money> amount(JsonNode cost) {
    return cost.isNumber() ? amount(cost.decimalValue()) : Optional.empty();
  }

  private static Optional<Money> amount(BigDecimal usd) {
    if (usd.scale() > MOST_DECIMALS) {
      return Optional.empty();
    }
    try {
      return Optional.of(Money.ofUsdRoundedUp(usd));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long count(JsonNode node) {
    return isCount(node) ? node.asLong() : 0;
  }

  /// Whether it is a number of tokens, or of anything else, that a call can take.
  public static boolean isCount(JsonNode node) {
    return node.isIntegralNumber()
        && node.canConvertToLong()
        && node.asLong() >= 0
        && node.asLong() <= MOST_COUNT;
  }
}
