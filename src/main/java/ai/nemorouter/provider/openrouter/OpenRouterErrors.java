package ai.nemorouter.provider.openrouter;

import ai.nemorouter.provider.chat.Completion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/// OpenRouter's errors inside of answers: beside the choices or in one of them, with a code that is
/// a number, the text of one, or a word.
final class OpenRouterErrors {
  private OpenRouterErrors() {}

  /// The answer or chunk as it is, or the error that it tells of.
  static ObjectNode normalised(ObjectNode answer) {
    if (answer.hasNonNull("error")) {
      return failed(answer.path("error"));
    }
    for (JsonNode choice : answer.path("choices")) {
      if (choice.hasNonNull("error") || choice.path("finish_reason").asText().equals("error")) {
        return failed(choice.path("error"));
      }
    }
    return answer;
  }

  private static ObjectNode failed(JsonNode error) {
    JsonNode type = error.path("metadata").path("error_type");
    String word = type.isTextual() ? type.asText() : error.path("code").asText("");
    return Completion.failed(
        error.path("code").asInt(status(word)),
        word,
        error.isTextual() ? error.asText() : error.path("message").asText(""));
  }

  private static int status(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "rate_limit_exceeded", "rate_limit_error" -> 429;
      case "provider_overloaded", "overloaded_error" -> 529;
      case "timeout" -> 504;
      case "authentication" -> 401;
      case "payment_required" -> 402;
      case "permission_denied" -> 403;
      case "not_found" -> 404;
      case "payload_too_large" -> 413;
      case "context_length_exceeded",
          "max_tokens_exceeded",
          "token_limit_exceeded",
          "string_too_long",
          "invalid_request",
          "invalid_prompt",
          "unprocessable",
          "content_policy_violation" ->
          400;
      default -> 502;
    };
  }
}
