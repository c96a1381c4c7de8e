package ai.nemorouter.gateway.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// Why an answer ended, in Anthropic's words.
final class StopReason {
  /// Those that say more than a chat's do. That tools are called is known from the calls.
  private static final Set<String> OWN =
      Set.of(
          "end_turn",
          "max_tokens",
          "stop_sequence",
          "pause_turn",
          "refusal",
          "model_context_window_exceeded");

  private StopReason() {}

  /// @param choice with its finish reasons
  static void put(JsonNode choice, ObjectNode message) {
    message.put("stop_reason", of(choice)).putNull("stop_sequence");
  }

  private static String of(JsonNode choice) {
    String plain = choice.path("finish_reason").asText();
    String own = choice.path("native_finish_reason").asText();
    if (OWN.contains(own) && !plain.equals("tool_calls")) {
      return own;
    }
    return switch (plain) {
      case "length" -> "max_tokens";
      case "tool_calls", "function_call" -> "tool_use";
      case "content_filter" -> "refusal";
      default -> "end_turn";
    };
  }
}
