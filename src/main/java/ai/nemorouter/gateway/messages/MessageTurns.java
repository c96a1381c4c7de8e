package ai.nemorouter.gateway.messages;

import static ai.nemorouter.gateway.request.ChatFields.copy;
import static ai.nemorouter.gateway.request.ChatFields.invalid;
import static ai.nemorouter.gateway.request.ChatFields.isAbsent;
import static ai.nemorouter.gateway.request.ChatFields.text;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The turns of a conversation: Anthropic puts the results of tools and what the model thought
/// among the parts of a turn, a chat beside them.
final class MessageTurns {
  private MessageTurns() {}

  static void system(JsonNode system, ArrayNode messages) {
    if (isAbsent(system)) {
      return;
    }
    messages.addObject().put("role", "system").set("content", content(system, "system"));
  }

  static void add(JsonNode turns, ArrayNode messages) {
    if (!turns.isArray() || turns.isEmpty()) {
      throw invalid("messages", "\"messages\" must be an array with at least one message.");
    }
    for (int i = 0; i < turns.size(); i++) {
      JsonNode turn = turns.path(i);
      String at = "messages[" + i + "].";
      switch (text(turn, "role", at)) {
        case "user" -> user(turn.path("content"), at + "content", messages);
        case "assistant" -> assistant(turn.path("content"), at + "content", messages.addObject());
        case "system" ->
            messages
                .addObject()
                .put("role", "system")
                .set("content", content(turn.path("content"), at + "content"));
        default ->
            throw invalid(at + "role", "\"" + at + "role\" must be \"user\" or \"assistant\".");
      }
    }
  }

  private static void user(JsonNode content, String at, ArrayNode messages) {
    if (content.isTextual()) {
      messages.addObject().put("role", "user").set("content", content);
      return;
    }
    ArrayNode parts = Json.object().putArray("parts");
    for (int i = 0; i < requireBlocks(content, at).size(); i++) {
      JsonNode block = content.path(i);
      String blockAt = at + "[" + i + "]";
      if (block.path("type").asText().equals("tool_result")) {
        parts = flush(parts, messages);
        toolResult(block, blockAt, messages.addObject());
      } else {
        MessageParts.add(block, blockAt, parts);
      }
    }
    flush(parts, messages);
  }

  private static ArrayNode flush(ArrayNode parts, ArrayNode messages) {
    if (!parts.isEmpty()) {
      messages.addObject().put("role", "user").set("content", briefly(parts));
    }
    return Json.object().putArray("parts");
  }

  private static void toolResult(JsonNode result, String at, ObjectNode message) {
    message.put("role", "tool").put("tool_call_id", text(result, "tool_use_id", at + "."));
    JsonNode content = result.path("content");
    ArrayNode parts = Json.object().putArray("parts");
    if (content.isTextual()) {
      parts.addObject().put("type", "text").set("text", content);
    } else if (!isAbsent(content)) {
      MessageParts.addAll(requireBlocks(content, at + ".content"), at + ".content", parts);
    }
    if (parts.isEmpty()) {
      parts.addObject().put("type", "text").put("text", "");
    }
    if (result.path("is_error").asBoolean()) {
      message.put("is_error", true);
    }
    copy(result, "cache_control", (ObjectNode) parts.path(parts.size() - 1), "cache_control");
    message.set("content", briefly(parts));
  }

  private static void assistant(JsonNode content, String at, ObjectNode message) {
    message.put("role", "assistant");
    if (content.isTextual()) {
      message.set("content", content);
      return;
    }
    ArrayNode parts = Json.object().putArray("parts");
    for (int i = 0; i < requireBlocks(content, at).size(); i++) {
      JsonNode block = content.path(i);
      String blockAt = at + "[" + i + "]";
      switch (block.path("type").asText()) {
        case "tool_use" -> toolUse(block, blockAt, message.withArray("tool_calls").addObject());
        case "thinking", "redacted_thinking" -> {
          int before = message.path("reasoning_details").size();
          Thoughts.detail(block, blockAt, before)
              .ifPresent(detail -> message.withArray("reasoning_details").add(detail));
        }
        default -> MessageParts.add(block, blockAt, parts);
      }
    }
    if (parts.isEmpty()) {
      message.putNull("content");
    } else {
      message.set("content", briefly(parts));
    }
  }

  private static void toolUse(JsonNode use, String at, ObjectNode call) {
    call.put("id", text(use, "id", at + ".")).put("type", "function");
    JsonNode input = use.path("input");
    call.putObject("function")
        .put("name", text(use, "name", at + "."))
        .put("arguments", isAbsent(input) ? "{}" : Json.write(input));
  }

  private static JsonNode content(JsonNode content, String at) {
    if (content.isTextual()) {
      return content;
    }
    ArrayNode parts = Json.object().putArray("parts");
    MessageParts.addAll(requireBlocks(content, at), at, parts);
    return briefly(parts);
  }

  /// One plain text needs no array, which some servers do not take everywhere.
  private static JsonNode briefly(ArrayNode parts) {
    JsonNode first = parts.path(0);
    boolean plain = parts.size() == 1 && first.path("type").asText().equals("text");
    return plain && first.size() == 2 ? first.path("text") : parts;
  }

  private static JsonNode requireBlocks(JsonNode content, String at) {
    if (!content.isArray()) {
      throw invalid(at, "\"" + at + "\" must be a text or an array of content blocks.");
    }
    return content;
  }
}
