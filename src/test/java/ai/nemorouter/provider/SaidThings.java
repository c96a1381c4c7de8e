package ai.nemorouter.provider;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Spoken;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Everything that is said in a conversation, in order, read from three protocols into one list
/// that can be compared.
public final class SaidThings {
  private final List<String> instructions = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  public List<String> all() {
    List<String> all = new ArrayList<>(instructions);
    all.addAll(said);
    return all;
  }

  /// @param format whose thoughts count: those of other formats are ignored
  public static SaidThings inGatewaysForm(JsonNode chat, String format) {
    SaidThings things = new SaidThings();
    for (JsonNode message : chat.path("messages")) {
      String role = message.path("role").asText();
      boolean instructs = role.equals("system") || role.equals("developer");
      List<String> said = instructs ? things.instructions : things.said;
      Map<String, String> signatures = new HashMap<>();
      for (JsonNode detail : message.path("reasoning_details")) {
        if (detail.path("format").asText().equals(format)) {
          if (detail.has("id")) {
            signatures.put(detail.path("id").asText(), detail.path("data").asText());
          } else {
            said.add(thought(detail, "text"));
          }
        }
      }
      if (role.equals("tool")) {
        said.add("result of " + message.path("tool_call_id").asText());
      }
      parts(message.path("content"), said);
      for (JsonNode call : message.path("tool_calls")) {
        String id = call.path("id").asText();
        said.add(
            call(
                id,
                call.path("function").path("name").asText(),
                Spoken.json(call.path("function").path("arguments").asText()),
                signatures.getOrDefault(id, "")));
      }
    }
    return things;
  }

  private static void parts(JsonNode content, List<String> said) {
    if (content.isTextual()) {
      said.add(content.asText());
    }
    for (JsonNode part : content) {
      switch (part.path("type").asText()) {
        case "text" -> said.add(part.path("text").asText());
        case "image_url" -> said.add(part.path("image_url").path("url").asText());
        case "file" -> said.add(part.path("file").path("file_data").asText());
        default -> throw new AssertionError(part);
      }
    }
  }

  private static String call(String id, String name, JsonNode arguments, String signature) {
    return "call " + id + " of " + name + Json.write(arguments) + signature;
  }

  private static String thought(JsonNode thought, String text) {
    return "thought "
        + thought.path(text).asText("")
        + thought.path("signature").asText("")
        + thought.path("data").asText("");
  }

  public static SaidThings inAnthropics(JsonNode request) {
    SaidThings things = new SaidThings();
    request.path("system").forEach(block -> things.instructions.add(block.path("text").asText()));
    for (JsonNode message : request.path("messages")) {
      message.path("content").forEach(things::block);
    }
    return things;
  }

  private void block(JsonNode block) {
    switch (block.path("type").asText()) {
      case "text" -> said.add(block.path("text").asText());
      case "thinking", "redacted_thinking" -> said.add(thought(block, "thinking"));
      case "image", "document" -> {
        JsonNode source = block.path("source");
        said.add(
            source.has("url")
                ? source.path("url").asText()
                : data(source.path("media_type"), source.path("data")));
      }
      case "tool_use" ->
          said.add(
              call(
                  block.path("id").asText(), block.path("name").asText(), block.path("input"), ""));
      case "tool_result" -> {
        said.add("result of " + block.path("tool_use_id").asText());
        block.path("content").forEach(this::block);
      }
      default -> throw new AssertionError(block);
    }
  }

  public static SaidThings inGeminis(JsonNode request) {
    SaidThings things = new SaidThings();
    request
        .path("systemInstruction")
        .path("parts")
        .forEach(part -> things.instructions.add(part.path("text").asText()));
    for (JsonNode content : request.path("contents")) {
      content.path("parts").forEach(things::part);
    }
    return things;
  }

  private void part(JsonNode part) {
    if (part.has("functionCall")) {
      JsonNode call = part.path("functionCall");
      said.add(
          call(
              call.path("id").asText(),
              call.path("name").asText(),
              call.path("args"),
              part.path("thoughtSignature").asText("")));
    } else if (part.has("functionResponse")) {
      JsonNode response = part.path("functionResponse");
      said.add("result of " + response.path("id").asText());
      said.add(response.path("response").path("output").asText());
    } else if (part.has("inlineData")) {
      said.add(
          data(part.path("inlineData").path("mimeType"), part.path("inlineData").path("data")));
    } else if (part.has("fileData")) {
      said.add(part.path("fileData").path("fileUri").asText());
    } else {
      said.add(part.path("text").asText());
    }
  }

  private static String data(JsonNode mediaType, JsonNode base64) {
    return "data:" + mediaType.asText() + ";base64," + base64.asText();
  }
}
