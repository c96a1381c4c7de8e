package ai.nemorouter.gateway;

import ai.nemorouter.catalog.TokenUsage;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a provider said about tokens and cost. Figures that make no sense count as not said.
record ReportedUsage(Optional<TokenUsage> tokens, Optional<Money> cost) {
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
    try {
      return Optional.of(Money.ofUsdRoundedUp(usd));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long count(JsonNode node) {
    return isCount(node) ? node.asLong() : 0;
  }

  private static boolean isCount(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= 0;
  }
}
