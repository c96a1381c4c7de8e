package ai.nemorouter.gateway.grammar;

import static ai.nemorouter.gateway.grammar.Phrases.CALLS;
import static ai.nemorouter.gateway.grammar.Phrases.GEMINIS_CALLS;
import static ai.nemorouter.gateway.grammar.Phrases.GEMINIS_TEXT;
import static ai.nemorouter.gateway.grammar.Phrases.PROOF;
import static ai.nemorouter.gateway.grammar.Phrases.block;
import static ai.nemorouter.gateway.grammar.Phrases.chunks;
import static ai.nemorouter.gateway.grammar.Phrases.gemini;
import static ai.nemorouter.gateway.grammar.Phrases.ofChat;
import static ai.nemorouter.gateway.grammar.Phrases.piece;
import static ai.nemorouter.gateway.grammar.Phrases.sealed;
import static ai.nemorouter.gateway.grammar.Phrases.summary;

import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import java.util.List;
import java.util.stream.Stream;

/// An answer of a provider, and what it must read of it in the next turn.
public enum Answer {
  COMPATIBLE(
      "openai",
      "/v1",
      ofChat("\"reasoning_content\":\"Hm.\",\"content\":\"I look.\",\"tool_calls\":" + CALLS),
      chunks(
          "{\"reasoning_content\":\"H\"}",
          "{\"reasoning_content\":\"m.\"}",
          "{\"content\":\"I look.\"}",
          "{\"tool_calls\":" + CALLS + "}"),
      List.of("thought reasoning_content Hm.", "said I look.")),
  AZURE(
      "azure",
      "",
      ofChat("\"content\":\"I look.\",\"tool_calls\":" + CALLS),
      chunks("{\"content\":\"I look.\"}", "{\"tool_calls\":" + CALLS + "}"),
      List.of("said I look.")),
  OPENROUTER(
      "openrouter",
      "/v1",
      ofChat(
          "\"content\":\"I look.\",\"reasoning\":\"Hm.\",\"reasoning_details\":["
              + summary("Hm.")
              + ","
              + sealed()
              + "],\"tool_calls\":"
              + CALLS),
      chunks(
          "{\"reasoning\":\"H\",\"reasoning_details\":[" + summary("H") + "]}",
          "{\"reasoning\":\"m.\",\"reasoning_details\":[" + summary("m.") + "]}",
          "{\"reasoning_details\":[" + sealed() + "]}",
          "{\"content\":\"I look.\"}",
          "{\"tool_calls\":" + CALLS + "}"),
      List.of(
          "detail reasoning.summary openai-responses-v1 |Hm.",
          "detail reasoning.encrypted openai-responses-v1 rs_1|" + PROOF,
          "said I look.")),
  CLAUDE(
      "anthropic",
      "/v1",
      "{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\""
          + PROOF
          + "\"},{\"type\":\"redacted_thinking\",\"data\":\""
          + PROOF
          + "\"},{\"type\":\"text\",\"text\":\"I look.\"},{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"look\",\"input\":{\"at\":\"Köln\"}},{\"type\":\"tool_use\",\"id\":\"call_b\",\"name\":\"find\",\"input\":{}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":9,\"output_tokens\":9}}",
      List.of(
          "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
          block("{\"type\":\"thinking\",\"thinking\":\"\"}"),
          piece("{\"type\":\"thinking_delta\",\"thinking\":\"H\"}"),
          piece("{\"type\":\"thinking_delta\",\"thinking\":\"m.\"}"),
          piece("{\"type\":\"signature_delta\",\"signature\":\"" + PROOF + "\"}"),
          "{\"type\":\"content_block_stop\",\"index\":0}",
          block("{\"type\":\"redacted_thinking\",\"data\":\"" + PROOF + "\"}"),
          "{\"type\":\"content_block_stop\",\"index\":0}",
          block("{\"type\":\"text\",\"text\":\"I look.\"}"),
          "{\"type\":\"content_block_stop\",\"index\":0}",
          block("{\"type\":\"tool_use\",\"id\":\"call_a\",\"name\":\"look\",\"input\":{}}"),
          piece("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":\\\"Köln\\\"}\"}"),
          "{\"type\":\"content_block_stop\",\"index\":0}",
          block("{\"type\":\"tool_use\",\"id\":\"call_b\",\"name\":\"find\",\"input\":{}}"),
          "{\"type\":\"content_block_stop\",\"index\":0}",
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}",
          "{\"type\":\"message_stop\"}"),
      List.of("thought Hm.|" + PROOF, "sealed " + PROOF, "said I look.")),
  GEMINI(
      "gemini",
      "/v1",
      gemini(GEMINIS_TEXT + "," + GEMINIS_CALLS),
      List.of(gemini(GEMINIS_TEXT), gemini(GEMINIS_CALLS)),
      List.of("said I look.|dGV4dA=="));

  private final String dialect;
  private final String path;
  private final String whole;
  private final String events;
  private final String said;

  Answer(String dialect, String path, String whole, List<String> events, List<String> said) {
    this.dialect = dialect;
    this.path = path;
    this.whole = whole;
    this.events = String.join("\n", events);
    this.said = String.join("\n", said);
  }

  /// What it sends.
  public Script script(boolean streamed) {
    return streamed
        ? wire -> {
          wire.beginStream();
          for (String event : lines(events)) {
            wire.event(event);
          }
          wire.endStream();
        }
        : wire -> wire.json(200, whole);
  }

  /// What the provider must read, but for the results of its tools.
  public List<String> expected() {
    String proof = this == GEMINI ? "|" + PROOF : "";
    return Stream.concat(
            lines(said).stream(),
            Stream.of("call call_a look {\"at\":\"Köln\"}" + proof, "call call_b find {}"))
        .toList();
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  public String dialect() {
    return dialect;
  }

  public String path() {
    return path;
  }
}
