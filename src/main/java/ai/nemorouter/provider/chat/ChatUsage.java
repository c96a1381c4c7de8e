package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The usage of a call in the gateway's own form.
public final class ChatUsage {
  private ChatUsage() {}

  /// @param prompt with those that were read from a cache or written to it
  /// @param completion with those of the thoughts
  public static ObjectNode usage(long prompt, long completion) {
    return Json.object()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }

  /// Adds a part of the prompt's tokens where the provider counted it.
  public static void ofPrompt(ObjectNode usage, String part, JsonNode count) {
    add(usage, "prompt_tokens_details", part, count);
  }

  /// Adds a part of the answer's tokens where the provider counted it.
  public static void ofCompletion(ObjectNode usage, String part, JsonNode count) {
    add(usage, "completion_tokens_details", part, count);
  }

  private static void add(ObjectNode usage, String details, String part, JsonNode count) {
    if (count.isNumber() || count.isTextual()) {
      usage.withObject("/" + details).put(part, count.asLong());
    }
  }
}
