package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a model says in one whole answer, put together as it comes.
public final class AssembledMessage {
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final ObjectNode node = Json.object().put("role", "assistant");

  public void say(String text) {
    content.append(text);
  }

  public void think(String text) {
    reasoning.append(text);
  }

  /// Adds a thought that goes on where the last one ended.
  public void thinkOn(String text, ObjectNode detail) {
    think(text);
    JsonNode details = node.path("reasoning_details");
    if (details.path(details.size() - 1) instanceof ObjectNode last
        && last.path("type").equals(detail.path("type"))
        && last.has("text")) {
      last.put("text", last.path("text").asText() + text);
    } else {
      remember(detail);
    }
  }

  /// A picture that the model made.
  public void show(ObjectNode image) {
    node.withArray("images").add(image);
  }

  /// Adds what the provider must see again in the next turn; its `index` is given here.
  public void remember(ObjectNode detail) {
    ArrayNode details = node.withArray("reasoning_details");
    details.add(detail.put("index", details.size()));
  }

  public void call(String id, String name, ObjectNode arguments) {
    ObjectNode call = node.withArray("tool_calls").addObject();
    call.put("id", id).put("type", "function");
    call.putObject("function").put("name", name).put("arguments", Json.write(arguments));
  }

  public boolean callsTools() {
    return node.has("tool_calls");
  }

  public ObjectNode toJson() {
    ObjectNode message = node.deepCopy();
    if (content.isEmpty() && (callsTools() || node.has("refusal"))) {
      message.putNull("content");
    } else {
      message.put("content", content.toString());
    }
    if (!reasoning.isEmpty()) {
      message.put("reasoning", reasoning.toString());
    }
    return message;
  }

  public void refuse(String why) {
    node.put("refusal", why);
  }
}
