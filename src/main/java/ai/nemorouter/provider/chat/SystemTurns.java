package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/// What the system says in a chat, as servers take it that know less than OpenAI and Anthropic.
public final class SystemTurns {
  private static final String BILLING = "x-anthropic-billing-header:";
  private static final Set<String> ROLES = Set.of("system", "developer");

  private SystemTurns() {}

  /// Claude Code begins with a line for Anthropic's billing that changes with each request. Other
  /// providers would never find the same prompt in their caches.
  public static void removeBilling(ObjectNode body) {
    if (!(body.path("messages") instanceof ArrayNode messages)
        || !(messages.path(0) instanceof ObjectNode first)
        || !isSystem(first)) {
      return;
    }
    JsonNode content = first.path("content");
    if (content.isTextual() && content.asText().startsWith(BILLING)) {
      messages.remove(0);
    } else if (content instanceof ArrayNode parts
        && parts.path(0).path("text").asText("").startsWith(BILLING)) {
      parts.remove(0);
      if (parts.isEmpty()) {
        messages.remove(0);
      }
    }
  }

  /// Many chat templates take one message of the system, and only at the beginning. What comes
  /// later is said in the turn of the user beside it, so that the prompt begins as it did before.
  public static void moveToFront(ObjectNode body) {
    if (!(body.path("messages") instanceof ArrayNode messages)) {
      return;
    }
    ArrayNode moved = Json.object().putArray("messages");
    for (JsonNode message : messages) {
      if (!(message instanceof ObjectNode object) || !isSystem(message)) {
        add(message, moved);
      } else if (moved.isEmpty()) {
        moved.add(object.put("role", "system"));
      } else if (moved.size() == 1 && isSystem(moved.path(0))) {
        append(object.path("content"), (ObjectNode) moved.path(0));
      } else {
        add(object.put("role", "user").put(FROM_SYSTEM, true), moved);
      }
    }
    moved.forEach(message -> ((ObjectNode) message).remove(FROM_SYSTEM));
    body.set("messages", moved);
  }

  /// Marks a turn that the system began; no provider sees it.
  private static final String FROM_SYSTEM = " system";

  /// Turns of the user follow each other only where the client said so.
  private static void add(JsonNode message, ArrayNode moved) {
    JsonNode last = moved.path(moved.size() - 1);
    boolean beside =
        message.path("role").asText().equals("user")
            && last.path("role").equals(message.path("role"));
    if (beside && (message.has(FROM_SYSTEM) || last.has(FROM_SYSTEM))) {
      append(message.path("content"), (ObjectNode) last);
      ((ObjectNode) last).remove(FROM_SYSTEM);
    } else {
      moved.add(message);
    }
  }

  private static void append(JsonNode content, ObjectNode message) {
    JsonNode before = message.path("content");
    if (before.isTextual() && content.isTextual()) {
      message.put("content", before.asText() + "\n\n" + content.asText());
      return;
    }
    ArrayNode parts = Json.object().putArray("parts");
    addParts(before, parts);
    addParts(content, parts);
    message.set("content", parts);
  }

  private static void addParts(JsonNode content, ArrayNode parts) {
    if (content.isTextual()) {
      parts.addObject().put("type", "text").put("text", content.asText());
    } else {
      content.forEach(parts::add);
    }
  }

  private static boolean isSystem(JsonNode message) {
    return ROLES.contains(message.path("role").asText());
  }
}
