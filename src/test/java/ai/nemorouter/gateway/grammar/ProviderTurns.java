package ai.nemorouter.gateway.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a provider reads in a conversation, a line for each thing that is said after the question.
public final class ProviderTurns {
  private static final Set<String> GROWING = Set.of("text", "summary");

  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> thought = new HashMap<>();
  private String openThought = "";

  private ProviderTurns() {}

  /// @param body of a request as it came to a provider of that dialect
  public static List<String> of(String dialect, String body) {
    JsonNode request = DialectJson.object(body);
    ProviderTurns turns = new ProviderTurns();
    JsonNode said = request.path(dialect.equals("gemini") ? "contents" : "messages");
    for (int i = 1; i < said.size(); i++) {
      JsonNode turn = said.path(i);
      switch (dialect) {
        case "gemini" -> turn.path("parts").forEach(turns::part);
        case "anthropic" -> turn.path("content").forEach(turns::block);
        default -> turns.message(turn);
      }
    }
    turns.endThought();
    return turns.lines;
  }

  private void message(JsonNode message) {
    StringBuilder detailed = new StringBuilder();
    for (JsonNode detail : message.path("reasoning_details")) {
      detailed.append(detail.path("text").asText("")).append(detail.path("summary").asText(""));
      detail(detail);
    }
    endThought();
    for (String name : List.of("reasoning", "reasoning_content")) {
      String plain = message.path(name).asText("");
      if (!plain.contentEquals(detailed)) {
        add("thought " + name, plain);
      }
    }
    if (message.path("role").asText().equals("tool")) {
      lines.add(
          "result " + message.path("tool_call_id").asText() + " " + text(message.path("content")));
      return;
    }
    add("said", text(message.path("content")));
    add("refused", message.path("refusal").asText(""));
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      lines.add(
          "call "
              + call.path("id").asText()
              + " "
              + function.path("name").asText()
              + " "
              + DialectJson.object(function.path("arguments").asText()));
    }
  }

  /// Pieces of one thought may come one by one.
  private void detail(JsonNode detail) {
    String which = detail.path("type").asText() + " " + detail.path("index");
    if (!openThought.equals(which)) {
      endThought();
      openThought = which;
    }
    for (Map.Entry<String, JsonNode> field : detail.properties()) {
      if (field.getValue().isTextual()) {
        boolean grows = GROWING.contains(field.getKey());
        thought.merge(
            field.getKey(), field.getValue().asText(), grows ? String::concat : (_, last) -> last);
      }
    }
  }

  private void endThought() {
    if (!thought.isEmpty()) {
      lines.add(
          "detail "
              + String.join(
                  " ",
                  List.of(
                      thought.getOrDefault("type", ""),
                      thought.getOrDefault("format", "of nobody"),
                      thought.getOrDefault("id", "")))
              + "|"
              + thought.getOrDefault("text", "")
              + thought.getOrDefault("summary", "")
              + thought.getOrDefault("data", "")
              + thought.getOrDefault("signature", ""));
    }
    thought.clear();
    openThought = "";
  }

  private static String text(JsonNode content) {
    StringBuilder text = new StringBuilder(content.asText(""));
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private void add(String what, String text) {
    if (!text.isEmpty()) {
      lines.add(what + " " + text);
    }
  }

  private void block(JsonNode block) {
    lines.add(
        switch (block.path("type").asText()) {
          case "thinking" ->
              "thought " + block.path("thinking").asText() + "|" + block.path("signature").asText();
          case "redacted_thinking" -> "sealed " + block.path("data").asText();
          case "tool_use" ->
              "call "
                  + block.path("id").asText()
                  + " "
                  + block.path("name").asText()
                  + " "
                  + block.path("input");
          case "tool_result" ->
              "result " + block.path("tool_use_id").asText() + " " + text(block.path("content"));
          default -> "said " + block.path("text").asText();
        });
  }

  private void part(JsonNode part) {
    String signature = part.path("thoughtSignature").asText("");
    String proof = signature.isEmpty() ? "" : "|" + signature;
    JsonNode call = part.path("functionCall");
    JsonNode result = part.path("functionResponse");
    if (call.isObject()) {
      lines.add(
          "call "
              + call.path("id").asText()
              + " "
              + call.path("name").asText()
              + " "
              + call.path("args")
              + proof);
    } else if (result.isObject()) {
      lines.add(
          "result "
              + result.path("id").asText()
              + " "
              + result.path("response").path("output").asText());
    } else {
      lines.add("said " + part.path("text").asText() + proof);
    }
  }
}
