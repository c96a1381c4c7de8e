package ai.nemorouter.provider.chat;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A chat that is asked of a model, read so that what is null is absent.
public record Chat(ObjectNode body) {
  /// Under this name a tool gets what is no JSON object.
  public static final String UNREADABLE = "_unparsed";

  private static final String REFUSAL = "refusal";

  private static final Set<String> NO_ARGUMENTS = Set.of("null", "[]", "\"\"");

  public JsonNode get(String field) {
    JsonNode value = body.path(field);
    return value.isNull() ? MissingNode.getInstance() : value;
  }

  public boolean isStreamed() {
    return body.path("stream").asBoolean();
  }

  /// The most tokens the answer may have.
  public long ceiling() {
    return body.path("max_completion_tokens").asLong();
  }

  public AskedReasoning reasoning() {
    return AskedReasoning.of(body);
  }

  public ToolChoice toolChoice() throws UntranslatableException {
    return ToolChoice.of(body.path("tool_choice"));
  }

  /// Refuses what no answer of a text model could keep.
  ///
  /// @param choices whether the provider can give several answers at once
  /// @param logprobs whether it tells how likely its tokens are
  public void refuseWhatWouldBeLost(boolean choices, boolean logprobs)
      throws UntranslatableException {
    if (!choices && get("n").asInt(1) > 1) {
      throw new UntranslatableException(
          "n", "The provider gives one answer at a time: \"n\" must be 1.");
    }
    if (!logprobs && get("logprobs").asBoolean()) {
      throw new UntranslatableException(
          "logprobs", "The provider does not tell how likely its tokens are.");
    }
    for (JsonNode modality : get("modalities")) {
      if (!modality.asText().equals("text")) {
        throw new UntranslatableException(
            "modalities", "The provider answers in text only, not with " + modality.asText() + ".");
      }
    }
    for (String field : List.of("audio", "functions", "function_call")) {
      if (!get(field).isMissingNode()) {
        throw new UntranslatableException(
            field, "The provider's protocol has no words for \"" + field + "\".");
      }
    }
  }

  /// The turns, in which a refusal is part of what was said.
  ///
  /// @throws UntranslatableException if one is no object
  public List<ObjectNode> messages() throws UntranslatableException {
    List<ObjectNode> messages = objects(body.path("messages"), "messages");
    messages.forEach(Chat::sayRefusal);
    return messages;
  }

  private static void sayRefusal(ObjectNode message) {
    String refusal = message.path(REFUSAL).asText("");
    if (refusal.isBlank()) {
      return;
    }
    JsonNode content = message.path("content");
    ArrayNode parts = message.arrayNode();
    if (content.isTextual()) {
      parts.addObject().put("type", "text").set("text", content);
    } else {
      content.forEach(parts::add);
    }
    parts.addObject().put("type", REFUSAL).put(REFUSAL, refusal);
    message.set("content", parts);
    message.remove(REFUSAL);
  }

  /// The functions the model may call, each with `name` and maybe `description` and `parameters`.
  ///
  /// @throws UntranslatableException if a tool is something else than a function
  public List<ObjectNode> tools() throws UntranslatableException {
    List<ObjectNode> tools = objects(get("tools"), "tools");
    for (int i = 0; i < tools.size(); i++) {
      if (!tools.get(i).path("function").path("name").isTextual()) {
        throw new UntranslatableException(
            "tools[" + i + "]",
            "Only tools of type \"function\" with a name can be offered to the provider.");
      }
    }
    return tools;
  }

  /// The parts of a content, which may be a plain string.
  ///
  /// @throws UntranslatableException if one is no object
  public static List<ObjectNode> parts(JsonNode content, String field)
      throws UntranslatableException {
    if (content.isTextual()) {
      return List.of(
          JsonNodeFactory.instance.objectNode().put("type", "text").put("text", content.asText()));
    }
    return objects(content, field);
  }

  private static List<ObjectNode> objects(JsonNode list, String field)
      throws UntranslatableException {
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode element : list) {
      if (!(element instanceof ObjectNode object)) {
        throw new UntranslatableException(field, "\"" + field + "\" must be a list of objects.");
      }
      objects.add(object);
    }
    return objects;
  }

  /// What a tool is called with. Models and clients that cut a history do not always leave the text
  /// of an object: then it is what can be read of it, or the text as it is in one field.
  public static ObjectNode arguments(JsonNode toolCall) {
    JsonNode arguments = toolCall.path("function").path("arguments");
    return arguments instanceof ObjectNode object
        ? object
        : readableArguments(arguments.isTextual() ? arguments.asText() : Json.write(arguments));
  }

  /// The same of the text of arguments.
  public static ObjectNode readableArguments(String text) {
    String plain = text.strip();
    if (plain.isEmpty() || NO_ARGUMENTS.contains(plain)) {
      return Json.object();
    }
    return Json.readable(plain).orElseGet(() -> Json.object().put(UNREADABLE, text));
  }

  public static UntranslatableException unknownPart(JsonNode part, String field) {
    return new UntranslatableException(
        field,
        "The provider does not take content of type \"" + part.path("type").asText("") + "\".");
  }
}
