package ai.nemorouter.provider.openai;

import ai.nemorouter.provider.chat.AskedReasoning;
import ai.nemorouter.provider.chat.AskedReasoning.Wish;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.chat.SystemTurns;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// A chat as servers of OpenAI's protocol take it.
public final class OpenAiChat {
  /// What OpenRouter added to the protocol. OpenAI refuses with a 400 what it does not know.
  private static final List<String> UNKNOWN_TO_OPENAI =
      List.of(
          "reasoning",
          "include_reasoning",
          "cache_control",
          "top_k",
          "top_a",
          "min_p",
          "repetition_penalty",
          "session_id",
          "trace",
          "debug",
          "image_config",
          "stop_server_tools_when");

  private static final List<String> UNKNOWN_IN_MESSAGES =
      List.of("reasoning", "reasoning_content", "reasoning_details", "is_error", "images");

  private OpenAiChat() {}

  /// As OpenAI itself takes it.
  public static ObjectNode ofOpenAi(ObjectNode body) {
    ObjectNode sent = withUsage(body);
    AskedReasoning asked = new Chat(sent).reasoning();
    sent.remove(UNKNOWN_TO_OPENAI);
    if (asked.wish() == Wish.YES || asked.effort() != null) {
      sent.put("reasoning_effort", asked.effort() == null ? "medium" : asked.effort());
    }
    for (JsonNode message : sent.path("messages")) {
      if (message instanceof ObjectNode object) {
        object.remove(UNKNOWN_IN_MESSAGES);
        uncache(object.path("content"));
      }
    }
    uncache(sent.path("tools"));
    return sent;
  }

  private static void uncache(JsonNode list) {
    for (JsonNode element : list) {
      if (element instanceof ObjectNode object) {
        object.remove("cache_control");
        uncache(object);
      }
    }
  }

  /// As most compatible servers take it: they know only the older name of the ceiling, and nothing
  /// of what other providers have signed.
  public static ObjectNode ofCompatible(ObjectNode body) {
    ObjectNode sent = withOlderCeiling(withUsage(body));
    SystemTurns.moveToFront(sent);
    for (JsonNode message : sent.path("messages")) {
      if (message instanceof ObjectNode object) {
        object.remove("is_error");
        removeForeign(object);
      }
    }
    return sent;
  }

  private static void removeForeign(ObjectNode message) {
    if (message.path("reasoning_details") instanceof ArrayNode details) {
      for (int i = details.size() - 1; i >= 0; i--) {
        if (details.path(i).hasNonNull("format")) {
          details.remove(i);
        }
      }
      if (details.isEmpty()) {
        message.remove("reasoning_details");
      }
    }
  }

  public static ObjectNode withOlderCeiling(ObjectNode sent) {
    if (sent.hasNonNull("max_completion_tokens")) {
      sent.set("max_tokens", sent.remove("max_completion_tokens"));
    }
    return sent;
  }

  /// Usage comes on streams where it is asked for.
  ///
  /// @return a copy
  public static ObjectNode withUsage(ObjectNode body) {
    ObjectNode sent = body.deepCopy();
    if (sent.path("stream").asBoolean()) {
      ObjectNode options =
          sent.path("stream_options").isObject()
              ? (ObjectNode) sent.path("stream_options")
              : sent.putObject("stream_options");
      options.put("include_usage", true);
    }
    return sent;
  }
}
