package ai.nemorouter.gateway.responses;

import static ai.nemorouter.gateway.RequestFields.invalid;
import static ai.nemorouter.gateway.RequestFields.isAbsent;
import static ai.nemorouter.gateway.RequestFields.text;
import static ai.nemorouter.gateway.RequestFields.unsupported;

import ai.nemorouter.gateway.chat.OpaqueDetail;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// The input of a request: items one after the other, where a chat has turns. What the model
/// thought, said and called before somebody else speaks is one turn.
final class ResponseItems {
  private final ArrayNode messages;
  private @Nullable ObjectNode turn;

  private ResponseItems(ArrayNode messages) {
    this.messages = messages;
  }

  static void add(JsonNode input, ArrayNode messages) {
    if (input.isTextual()) {
      messages.addObject().put("role", "user").set("content", input);
      return;
    }
    if (!input.isArray() || input.isEmpty()) {
      throw invalid("input", "\"input\" must be a text or an array with at least one item.");
    }
    ResponseItems items = new ResponseItems(messages);
    for (int i = 0; i < input.size(); i++) {
      items.item(input.path(i), "input[" + i + "]");
    }
  }

  private void item(JsonNode item, String at) {
    switch (item.path("type").asText("message")) {
      case "message" -> message(item, at);
      case "function_call" -> call(item, at);
      case "function_call_output" -> output(item, at);
      case "reasoning" -> thought(item, at);
      case "item_reference" ->
          throw unsupported(
              at, "\"" + at + "\" refers to an item, but none are kept here. Send it whole.");
      default ->
          throw unsupported(
              at + ".type",
              "Items of the type `"
                  + item.path("type").asText()
                  + "` are not served here, at \""
                  + at
                  + "\".");
    }
  }

  private void message(JsonNode item, String at) {
    String role = text(item, "role", at + ".");
    if (!role.equals("assistant")) {
      turn = null;
      messages
          .addObject()
          .put("role", role)
          .set("content", content(item.path("content"), at + ".content"));
      return;
    }
    if (turn != null
        && (turn.hasNonNull("content") || turn.has("refusal") || turn.has("tool_calls"))) {
      turn = null;
    }
    said(item.path("content"), at + ".content", turn());
  }

  /// What the assistant said: texts, and refusals, which a chat has beside the text.
  private static void said(JsonNode content, String at, ObjectNode message) {
    if (content.isTextual()) {
      message.set("content", content);
      return;
    }
    ArrayNode texts = Json.object().putArray("texts");
    for (int i = 0; i < requireArray(content, at).size(); i++) {
      JsonNode part = content.path(i);
      String partAt = at + "[" + i + "]";
      if (part.path("type").asText().equals("refusal")) {
        message.put("refusal", text(part, "refusal", partAt + "."));
      } else {
        texts.add(ResponseParts.part(part, partAt));
      }
    }
    if (!texts.isEmpty()) {
      message.set("content", briefly(texts));
    }
  }

  private void call(JsonNode item, String at) {
    ObjectNode call = turn().withArray("tool_calls").addObject();
    call.put("id", text(item, "call_id", at + ".")).put("type", "function");
    call.putObject("function")
        .put("name", text(item, "name", at + "."))
        .put("arguments", text(item, "arguments", at + "."));
  }

  private void output(JsonNode item, String at) {
    turn = null;
    messages
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", text(item, "call_id", at + "."))
        .set("content", content(item.path("output"), at + ".output"));
  }

  /// Without what its provider needs to see again, a thought is only a text for people.
  private void thought(JsonNode item, String at) {
    JsonNode sealed = item.path("encrypted_content");
    if (isAbsent(sealed)) {
      return;
    }
    String field = at + ".encrypted_content";
    ObjectNode detail =
        OpaqueDetail.read(text(item, "encrypted_content", at + "."))
            .orElseThrow(() -> invalid(field, "\"" + field + "\" is not as it was given out."));
    if (turn != null && turn.hasNonNull("content") && !turn.has("tool_calls")) {
      turn = null;
    }
    turn().withArray("reasoning_details").add(detail);
  }

  private ObjectNode turn() {
    ObjectNode current = turn;
    if (current == null) {
      current = messages.addObject().put("role", "assistant").putNull("content");
      turn = current;
    }
    return current;
  }

  private static JsonNode content(JsonNode content, String at) {
    if (content.isTextual()) {
      return content;
    }
    ArrayNode parts = Json.object().putArray("parts");
    for (int i = 0; i < requireArray(content, at).size(); i++) {
      parts.add(ResponseParts.part(content.path(i), at + "[" + i + "]"));
    }
    return briefly(parts);
  }

  private static JsonNode requireArray(JsonNode content, String at) {
    if (!content.isArray()) {
      throw invalid(at, "\"" + at + "\" must be a text or an array of parts.");
    }
    return content;
  }

  private static JsonNode briefly(ArrayNode parts) {
    JsonNode first = parts.path(0);
    boolean plain = parts.size() == 1 && first.path("type").asText().equals("text");
    return plain && first.size() == 2 ? first.path("text") : parts;
  }
}
