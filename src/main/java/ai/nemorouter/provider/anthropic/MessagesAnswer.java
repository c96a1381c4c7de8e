package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.AssembledMessage;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.ChatUsage;
import ai.nemorouter.provider.chat.Completion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A whole answer of Anthropic's, and what whole and streamed ones have in common.
final class MessagesAnswer {
  private MessagesAnswer() {}

  static ObjectNode of(ObjectNode answer) {
    if (answer.path("type").asText().equals("error")) {
      return failed(answer.path("error"));
    }
    if (!answer.path("content").isArray()) {
      return answer;
    }
    AssembledMessage message = new AssembledMessage();
    answer.path("content").forEach(block -> add(block, message));
    ObjectNode completion = Completion.whole(answer.path("id"));
    String reason = answer.path("stop_reason").asText("");
    Completion.addChoice(completion, 0, "message", message.toJson(), finishReason(reason), reason);
    if (answer.path("usage").hasNonNull("output_tokens")) {
      completion.set("usage", usage(answer.path("usage")));
    }
    return completion;
  }

  private static void add(JsonNode block, AssembledMessage message) {
    switch (block.path("type").asText()) {
      case "text" -> message.say(block.path("text").asText(""));
      case "thinking" -> {
        String text = block.path("thinking").asText("");
        message.think(text);
        ObjectNode thought = ThinkingBlocks.thought(text);
        if (block.hasNonNull("signature")) {
          thought.set("signature", block.path("signature"));
        }
        message.remember(thought);
      }
      case "redacted_thinking" ->
          message.remember(ThinkingBlocks.redacted(block.path("data").asText()));
      case "tool_use" ->
          message.call(block.path("id").asText(""), block.path("name").asText(""), input(block));
      default -> {
        // Blocks of tools that run at Anthropic, which the request did not ask for.
      }
    }
  }

  /// What a tool is called with: an object, though some servers write its text, or nothing.
  static ObjectNode input(JsonNode block) {
    JsonNode input = block.path("input");
    return input instanceof ObjectNode object
        ? object
        : Chat.readableArguments(input.isTextual() ? input.asText() : Json.write(input));
  }

  static String finishReason(String stopReason) {
    return switch (stopReason) {
      case "max_tokens", "model_context_window_exceeded" -> "length";
      case "tool_use" -> "tool_calls";
      case "refusal" -> "content_filter";
      default -> "stop";
    };
  }

  /// Anthropic counts apart what it read from its cache and wrote to it.
  static ObjectNode usage(JsonNode counted) {
    JsonNode read = counted.path("cache_read_input_tokens");
    JsonNode written = counted.path("cache_creation_input_tokens");
    ObjectNode usage =
        ChatUsage.usage(
            counted.path("input_tokens").asLong() + read.asLong() + written.asLong(),
            counted.path("output_tokens").asLong());
    ChatUsage.ofPrompt(usage, "cached_tokens", read);
    ChatUsage.ofPrompt(usage, "cache_write_tokens", written);
    ChatUsage.ofPrompt(
        usage,
        "cache_write_1h_tokens",
        counted.path("cache_creation").path("ephemeral_1h_input_tokens"));
    ChatUsage.ofCompletion(
        usage, "reasoning_tokens", counted.path("output_tokens_details").path("thinking_tokens"));
    return usage;
  }

  static ObjectNode failed(JsonNode error) {
    String type = error.path("type").asText();
    return Completion.failed(status(type), type, error.path("message").asText(""));
  }

  /// The status that Anthropic answers with where an error of that type comes before the answer.
  private static int status(String type) {
    return switch (type) {
      case "invalid_request_error" -> 400;
      case "authentication_error" -> 401;
      case "billing_error" -> 402;
      case "permission_error" -> 403;
      case "not_found_error" -> 404;
      case "request_too_large" -> 413;
      case "rate_limit_error" -> 429;
      case "api_error" -> 500;
      case "timeout_error" -> 504;
      case "overloaded_error" -> 529;
      default -> 502;
    };
  }
}
