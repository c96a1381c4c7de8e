package ai.nemorouter.provider.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How much the model is asked to think before it answers.
///
/// @param wish whether it shall think at all
/// @param effort as in `high`; null where the client did not say
/// @param budget the most tokens to think
/// @param hidden whether the client does not want to read the thoughts
public record AskedReasoning(
    Wish wish, @Nullable String effort, OptionalLong budget, boolean hidden) {
  /// What the client said about thinking.
  public enum Wish {
    /// Nothing: the model does what it does by itself.
    UNSAID,
    NO,
    YES
  }

  private static final String NO_EFFORT = "none";

  static AskedReasoning of(JsonNode body) {
    JsonNode asked = body.path("reasoning");
    String effort =
        asked.path("effort").isTextual() ? asked.path("effort").asText() : effortAlone(body);
    OptionalLong budget = budget(asked.path("max_tokens"));
    boolean hidden = asked.path("exclude").asBoolean() || isFalse(body.path("include_reasoning"));
    return new AskedReasoning(wish(asked, effort, budget), effort, budget, hidden);
  }

  private static Wish wish(JsonNode asked, @Nullable String effort, OptionalLong budget) {
    if (isFalse(asked.path("enabled"))
        || NO_EFFORT.equals(effort)
        || (budget.isPresent() && budget.getAsLong() == 0)) {
      return Wish.NO;
    }
    return effort != null || budget.isPresent() || asked.path("enabled").asBoolean()
        ? Wish.YES
        : Wish.UNSAID;
  }

  private static @Nullable String effortAlone(JsonNode body) {
    JsonNode effort = body.path("reasoning_effort");
    return effort.isTextual() ? effort.asText() : null;
  }

  private static OptionalLong budget(JsonNode tokens) {
    return tokens.isIntegralNumber() && tokens.canConvertToLong() && tokens.asLong() >= 0
        ? OptionalLong.of(tokens.asLong())
        : OptionalLong.empty();
  }

  private static boolean isFalse(JsonNode node) {
    return node.isBoolean() && !node.asBoolean();
  }

  /// The most tokens to think: what the client said, or the share of the answer's ceiling that
  /// OpenRouter's documentation gives to each effort.
  public long budgetOf(long ceiling) {
    return budget.orElseGet(() -> ceiling * percent() / 100);
  }

  private int percent() {
    return switch (effort == null ? "medium" : effort) {
      case "minimal" -> 10;
      case "low" -> 20;
      case "high" -> 80;
      case "xhigh", "max" -> 95;
      default -> 50;
    };
  }
}
