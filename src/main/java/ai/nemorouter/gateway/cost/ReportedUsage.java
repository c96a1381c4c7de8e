package ai.nemorouter.gateway.cost;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.money.Money;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a provider said about tokens and cost. Figures that make no sense count as not said.
public record ReportedUsage(Optional<TokenUsage> tokens, Optional<Money> cost) {
  /// Rounding a number of a billion decimals, as in `1e-999999999`, would never end.
  private static final int MOST_DECIMALS = 400;

  /// No call takes more tokens; the cost of more might not fit.
  private static final long MOST_COUNT = 1_000_000_000;

  private static final BigDecimal LARGEST = BigDecimal.valueOf(MOST_COUNT);
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,15}");
  private static final String CACHE_READ = "cache_read_input_tokens";
  private static final String CACHE_WRITE = "cache_creation_input_tokens";

  public static final ReportedUsage NONE = new ReportedUsage(Optional.empty(), Optional.empty());

  /// Reads the `usage` object of OpenAI's and OpenRouter's answers.
  public static ReportedUsage of(JsonNode usage) {
    if (!usage.isObject()) {
      return NONE;
    }
    return new ReportedUsage(tokens(usage), amount(usage.path("cost")));
  }

  /// The same with the figure of the provider's cost header, which counts only where the body has
  /// none.
  public ReportedUsage orCost(@Nullable String header) {
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
            number(prompt),
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

  /// Some servers behind OpenAI's shape count as Anthropic does: what was read from the cache or
  /// written to it is then not part of the prompt.
  private static Optional<TokenUsage> tokens(JsonNode usage) {
    JsonNode prompt = first(usage, "prompt_tokens", "input_tokens");
    JsonNode completion = first(usage, "completion_tokens", "output_tokens");
    if (!isCount(prompt) || !isCount(completion)) {
      return Optional.empty();
    }
    JsonNode details = first(usage, "prompt_tokens_details", "input_tokens_details");
    JsonNode more = first(usage, "completion_tokens_details", "output_tokens_details");
    long cached = count(first(details, "cached_tokens"), first(usage, CACHE_READ));
    long written = count(first(details, "cache_write_tokens"), first(usage, CACHE_WRITE));
    long all = number(prompt);
    if (isBeside(usage, all, number(completion), cached + written)) {
      all += cached + written;
    }
    return Optional.of(
        new TokenUsage(
            all,
            number(completion),
            cached,
            written,
            Math.min(written, forAnHour(usage, details)),
            count(more.path("reasoning_tokens")),
            count(details.path("audio_tokens")),
            count(more.path("audio_tokens")),
            0));
  }

  private static long forAnHour(JsonNode usage, JsonNode details) {
    return count(
        details.path("cache_write_1h_tokens"),
        usage.path("cache_creation").path("ephemeral_1h_input_tokens"));
  }

  private static boolean isBeside(JsonNode usage, long prompt, long completion, long cache) {
    boolean anthropics =
        !usage.hasNonNull("prompt_tokens")
            && (usage.hasNonNull(CACHE_READ) || usage.hasNonNull(CACHE_WRITE));
    boolean addsUp = number(usage.path("total_tokens")) == prompt + completion + cache;
    return cache > 0 && (anthropics || cache > prompt || addsUp);
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
    return isCount(node) ? number(node) : 0;
  }

  private static long count(JsonNode first, JsonNode second) {
    return isCount(first) ? number(first) : count(second);
  }

  /// Whether it is a number of tokens, or of anything else, that a call can take. Some servers
  /// write `20.0` or `"20"`.
  public static boolean isCount(JsonNode node) {
    long number = number(node);
    return number >= 0 && number <= MOST_COUNT;
  }

  /// The whole number that a node says; -1 where it says none.
  private static long number(JsonNode node) {
    if (node.isTextual()) {
      return DIGITS.matcher(node.asText()).matches() ? Long.parseLong(node.asText()) : -1;
    }
    if (!node.isNumber()) {
      return -1;
    }
    BigDecimal number = node.decimalValue();
    boolean whole =
        number.abs().compareTo(LARGEST) <= 0 && number.stripTrailingZeros().scale() <= 0;
    return whole ? number.longValue() : -1;
  }
}
