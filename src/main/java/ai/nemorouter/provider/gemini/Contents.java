package ai.nemorouter.provider.gemini;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.chat.Chat;
import ai.nemorouter.provider.dialect.UntranslatableException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The messages of a chat as Gemini's contents of user and model. What the system says stands
/// apart, and results of tools are said by the user, in a content of their own.
final class Contents {
  private static final String USER = "user";
  private static final String MODEL = "model";
  private static final String TOOL = "tool";
  private static final String SIGNATURE = "thoughtSignature";

  private final GeminiModel model;
  private final List<ObjectNode> system = new ArrayList<>();
  private final List<ObjectNode> contents = new ArrayList<>();
  private final Map<String, String> functions = new HashMap<>();
  private String lastSpeaker = "";

  /// @throws UntranslatableException if something said would be lost
  Contents(List<ObjectNode> messages, GeminiModel model) throws UntranslatableException {
    this.model = model;
    for (int i = 0; i < messages.size(); i++) {
      add(messages.get(i), "messages[" + i + "]");
    }
    if (contents.isEmpty()) {
      // A chat of instructions alone: somebody must speak.
      say(USER, List.copyOf(system));
      system.clear();
    }
  }

  List<ObjectNode> system() {
    return system;
  }

  List<ObjectNode> contents() {
    return contents;
  }

  private void add(ObjectNode message, String field) throws UntranslatableException {
    List<ObjectNode> parts = GeminiParts.of(message.path("content"), field + ".content");
    switch (message.path("role").asText()) {
      case "system", "developer" -> instruct(parts, field);
      case USER -> say(USER, parts);
      case "assistant" -> say(MODEL, answer(message, parts));
      case TOOL -> say(TOOL, result(message, parts, field));
      default ->
          throw new UntranslatableException(
              field + ".role",
              "The provider does not know the role \"" + message.path("role").asText() + "\".");
    }
  }

  private void instruct(List<ObjectNode> parts, String field) throws UntranslatableException {
    for (ObjectNode part : parts) {
      if (!part.has("text")) {
        throw new UntranslatableException(
            field + ".content", "The provider takes only text in messages of the system.");
      }
    }
    system.addAll(parts);
  }

  private List<ObjectNode> answer(ObjectNode message, List<ObjectNode> said) {
    JsonNode details = message.path("reasoning_details");
    List<ObjectNode> parts = new ArrayList<>(said);
    Signatures.ofText(details).ifPresent(signature -> signed(parts).put(SIGNATURE, signature));
    JsonNode calls = message.path("tool_calls");
    boolean signed = false;
    for (int i = 0; i < calls.size(); i++) {
      ObjectNode part = call(calls.path(i));
      Optional<String> signature = Signatures.ofCall(details, calls.path(i).path("id").asText());
      signature.ifPresent(data -> part.put(SIGNATURE, data));
      signed |= signature.isPresent();
      if (i == 0 && !signed && model.wantsSignatures()) {
        part.put(SIGNATURE, Signatures.OF_NOBODY);
      }
      parts.add(part);
    }
    return parts;
  }

  /// The text that a signature proves: what is said with it, else what was said last.
  private ObjectNode signed(List<ObjectNode> said) {
    if (said.isEmpty()) {
      if (lastSpeaker.equals(MODEL)) {
        JsonNode before = contents.getLast().path("parts");
        if (before.path(before.size() - 1) instanceof ObjectNode last
            && last.has("text")
            && !last.has(SIGNATURE)) {
          return last;
        }
      }
      said.add(Json.object().put("text", ""));
    }
    return said.getLast();
  }

  private ObjectNode call(JsonNode call) {
    String id = call.path("id").asText();
    String name = call.path("function").path("name").asText();
    functions.put(id, name);
    ObjectNode part = Json.object();
    part.putObject("functionCall")
        .put("id", id)
        .put("name", name)
        .set("args", Chat.arguments(call));
    return part;
  }

  /// Gemini wants to be told again which function it was, and pictures beside the result.
  private List<ObjectNode> result(ObjectNode message, List<ObjectNode> said, String field)
      throws UntranslatableException {
    String id = message.path("tool_call_id").asText();
    String name = functions.getOrDefault(id, message.path("name").asText(""));
    if (name.isEmpty()) {
      throw new UntranslatableException(
          field + ".tool_call_id",
          "There is no earlier call of a tool with the id \"" + id + "\".");
    }
    StringBuilder text = new StringBuilder();
    List<ObjectNode> parts = new ArrayList<>();
    for (ObjectNode part : said) {
      if (part.has("text")) {
        text.append(part.path("text").asText());
      } else {
        parts.add(part);
      }
    }
    ObjectNode result = Json.object();
    result
        .putObject("functionResponse")
        .put("id", id)
        .put("name", name)
        .putObject("response")
        .put(message.path("is_error").asBoolean() ? "error" : "output", text.toString());
    parts.addFirst(result);
    return parts;
  }

  /// Consecutive messages of one speaker become one content.
  private void say(String speaker, List<ObjectNode> parts) {
    if (parts.isEmpty()) {
      return;
    }
    if (!speaker.equals(lastSpeaker)) {
      contents.add(Json.object().put("role", speaker.equals(TOOL) ? USER : speaker));
      lastSpeaker = speaker;
    }
    contents.getLast().withArray("parts").addAll(parts);
  }
}
