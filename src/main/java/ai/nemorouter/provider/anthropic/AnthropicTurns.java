package ai.nemorouter.provider.anthropic;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The messages of a chat as Anthropic's turns of user and assistant. What the system says stands
/// apart, and results of tools are said by the user.
final class AnthropicTurns {
  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";

  private final List<ObjectNode> system = new ArrayList<>();
  private final List<ObjectNode> turns = new ArrayList<>();

  /// @throws UntranslatableException if something said would be lost
  AnthropicTurns(List<ObjectNode> messages) throws UntranslatableException {
    for (int i = 0; i < messages.size(); i++) {
      add(messages.get(i), "messages[" + i + "]");
    }
    if (turns.isEmpty()) {
      // A chat of instructions alone: somebody must speak.
      say(USER, List.copyOf(system));
      system.clear();
    }
    stripEnd();
  }

  List<ObjectNode> system() {
    return system;
  }

  List<ObjectNode> turns() {
    return turns;
  }

  private void add(ObjectNode message, String field) throws UntranslatableException {
    List<ObjectNode> content = ContentBlocks.of(message.path("content"), field + ".content");
    switch (message.path("role").asText()) {
      case "system", "developer" -> system.addAll(content);
      case USER -> say(USER, content);
      case ASSISTANT -> say(ASSISTANT, assistant(message, content));
      case "tool" -> say(USER, List.of(result(message, content)));
      default ->
          throw new UntranslatableException(
              field + ".role",
              "The provider does not know the role \"" + message.path("role").asText() + "\".");
    }
  }

  private static List<ObjectNode> assistant(ObjectNode message, List<ObjectNode> content) {
    List<ObjectNode> blocks = new ArrayList<>(ThinkingBlocks.of(message.path("reasoning_details")));
    blocks.addAll(content);
    JsonNode calls = message.path("tool_calls");
    for (int i = 0; i < calls.size(); i++) {
      JsonNode call = calls.path(i);
      ObjectNode use =
          Json.object()
              .put("type", "tool_use")
              .put("id", id(call.path("id")))
              .put("name", call.path("function").path("name").asText());
      use.set("input", Chat.arguments(call));
      blocks.add(use);
    }
    return blocks;
  }

  private static ObjectNode result(ObjectNode message, List<ObjectNode> content) {
    ObjectNode result =
        Json.object()
            .put("type", "tool_result")
            .put("tool_use_id", id(message.path("tool_call_id")));
    if (!content.isEmpty()) {
      result.putArray("content").addAll(content);
    }
    if (message.path("is_error").asBoolean()) {
      result.put("is_error", true);
    }
    return result;
  }

  /// Other providers give their calls names that Anthropic refuses.
  private static String id(JsonNode id) {
    return id.asText().replaceAll("[^A-Za-z0-9_-]", "_");
  }

  /// Consecutive messages of one role become one turn.
  private void say(String role, List<ObjectNode> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    if (turns.isEmpty() || !turns.getLast().path("role").asText().equals(role)) {
      turns.add(Json.object().put("role", role));
    }
    turns.getLast().withArray("content").addAll(blocks);
  }

  /// Anthropic refuses a beginning of the answer that ends with a space.
  private void stripEnd() {
    if (turns.isEmpty() || !turns.getLast().path("role").asText().equals(ASSISTANT)) {
      return;
    }
    JsonNode content = turns.getLast().path("content");
    if (content.path(content.size() - 1) instanceof ObjectNode last && last.has("text")) {
      last.put("text", last.path("text").asText().stripTrailing());
    }
  }
}
