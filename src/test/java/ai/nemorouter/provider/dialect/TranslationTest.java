package ai.nemorouter.provider.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.RandomChats;
import ai.nemorouter.provider.SaidThings;
import ai.nemorouter.provider.anthropic.Anthropic;
import ai.nemorouter.provider.gemini.Gemini;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nothing is lost on the way to a provider of another protocol and back, whatever is said.
class TranslationTest {
  private static final int CASES = 400;

  private final Anthropic anthropic = new Anthropic();
  private final Gemini gemini = new Gemini();

  /// Rows 35, 44 and 45.
  @Test
  void everythingSaidReachesClaudeInItsOrder() throws UntranslatableException {
    for (int seed = 0; seed < CASES; seed++) {
      ObjectNode chat = new RandomChats(seed).chat();
      assertThat(
              SaidThings.inAnthropics(Spoken.chat(anthropic, "claude-sonnet-4-5", chat.deepCopy()))
                  .all())
          .as("seed %s", seed)
          .isEqualTo(SaidThings.inGatewaysForm(chat, "anthropic-claude-v1").all());
    }
  }

  /// Rows 35, 44 and 45.
  @Test
  void everythingSaidReachesGeminiInItsOrder() throws UntranslatableException {
    for (int seed = 0; seed < CASES; seed++) {
      ObjectNode chat = new RandomChats(seed).chat();
      assertThat(
              SaidThings.inGeminis(Spoken.chat(gemini, "gemini-2.5-flash", chat.deepCopy())).all())
          .as("seed %s", seed)
          .isEqualTo(SaidThings.inGatewaysForm(chat, "google-gemini-v1").all());
    }
  }

  /// Row 71.
  @Test
  void aStreamOfClaudeAddsUpToItsWholeAnswerHoweverItIsCut() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomChats random = new RandomChats(seed);
      ObjectNode whole = claudesAnswer(random);
      Dialect.Translation stream = anthropic.stream();
      List<ObjectNode> chunks = Spoken.chunks(stream, claudesEvents(whole, random));

      assertThat(stream.isOver()).isTrue();
      assertSame(seed, chunks, anthropic.answer(Operation.CHAT, whole));
    }
  }

  /// Row 71.
  @Test
  void aStreamOfGeminiAddsUpToItsWholeAnswerHoweverItIsCut() {
    for (int seed = 0; seed < CASES; seed++) {
      RandomChats random = new RandomChats(seed);
      ObjectNode whole = geminisAnswer(random);
      List<ObjectNode> chunks = Spoken.chunks(gemini.stream(), geminisEvents(whole, random));

      assertSame(seed, chunks, gemini.answer(Operation.CHAT, whole));
    }
  }

  private static void assertSame(int seed, List<ObjectNode> chunks, ObjectNode answer) {
    ObjectNode assembled = Spoken.assembled(chunks);
    for (JsonNode call : assembled.path("choices").path(0).path("message").path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    ObjectNode expected = Spoken.wire(answer);
    assertThat(assembled.path("choices")).as("seed %s", seed).isEqualTo(expected.path("choices"));
    assertThat(assembled.path("usage")).as("seed %s", seed).isEqualTo(expected.path("usage"));
    int delivered = 0;
    for (ObjectNode chunk : chunks) {
      delivered += chunk.findValues("tool_calls").size();
      assertThat(chunk.has("error")).isFalse();
    }
    assertThat(delivered).isGreaterThanOrEqualTo(expected.findValues("tool_calls").size());
  }

  private static ObjectNode claudesAnswer(RandomChats random) {
    ObjectNode answer = Json.object().put("id", "msg_" + random.base64());
    ArrayNode content = answer.putArray("content");
    for (int i = random.dice().nextInt(6); i > 0; i--) {
      ObjectNode block = content.addObject();
      switch (random.dice().nextInt(4)) {
        case 0 -> block.put("type", "text").put("text", random.text());
        case 1 ->
            block
                .put("type", "thinking")
                .put("thinking", random.dice().nextBoolean() ? random.text() : "")
                .put("signature", random.base64());
        case 2 -> block.put("type", "redacted_thinking").put("data", random.base64());
        default ->
            block
                .put("type", "tool_use")
                .put("id", "toolu_" + i)
                .put("name", random.name())
                .set("input", random.arguments());
      }
    }
    answer.put("stop_reason", "end_turn");
    answer
        .putObject("usage")
        .put("input_tokens", random.dice().nextInt(1_000))
        .put("cache_read_input_tokens", random.dice().nextInt(1_000))
        .put("output_tokens", random.dice().nextInt(1_000));
    return answer;
  }

  private static List<String> claudesEvents(ObjectNode whole, RandomChats random) {
    List<String> events = new ArrayList<>();
    ObjectNode message = Json.object();
    message.set("id", whole.path("id"));
    ObjectNode usage = whole.path("usage").deepCopy();
    message.set("usage", usage.put("output_tokens", 1));
    events.add(event("message_start", "message", message));
    for (JsonNode block : whole.path("content")) {
      ObjectNode begun = block.deepCopy();
      List<ObjectNode> deltas = new ArrayList<>();
      switch (block.path("type").asText()) {
        case "text" -> cut(begun.put("text", ""), block, "text", "text_delta", random, deltas);
        case "thinking" -> {
          begun.put("thinking", "").put("signature", "");
          cut(begun, block, "thinking", "thinking_delta", random, deltas);
          deltas.add(delta("signature_delta", "signature", block.path("signature").asText()));
        }
        case "tool_use" -> {
          begun.putObject("input");
          if (!block.path("input").isEmpty()) {
            random
                .pieces(Json.write(block.path("input")))
                .forEach(piece -> deltas.add(delta("input_json_delta", "partial_json", piece)));
          }
        }
        default -> {}
      }
      events.add(event("content_block_start", "content_block", begun));
      deltas.forEach(delta -> {
        events.add(event("content_block_delta", "delta", delta));
        if (random.dice().nextInt(5) == 0) {
          events.add("{\"type\":\"ping\"}");
        }
      });
      events.add("{\"type\":\"content_block_stop\"}");
    }
    ObjectNode end = Json.object().put("type", "message_delta");
    end.putObject("delta").put("stop_reason", "end_turn");
    end.putObject("usage").set("output_tokens", whole.path("usage").path("output_tokens"));
    events.add(Json.write(end));
    events.add("{\"type\":\"message_stop\"}");
    return events;
  }

  private static void cut(
      ObjectNode begun,
      JsonNode block,
      String field,
      String type,
      RandomChats random,
      List<ObjectNode> deltas) {
    begun.put(field, "");
    random
        .pieces(block.path(field).asText())
        .forEach(piece -> deltas.add(delta(type, field, piece)));
  }

  private static ObjectNode delta(String type, String field, String value) {
    return Json.object().put("type", type).put(field, value);
  }

  private static String event(String type, String field, ObjectNode value) {
    return Json.write(Json.object().put("type", type).set(field, value));
  }

  private static ObjectNode geminisAnswer(RandomChats random) {
    ObjectNode answer = Json.object().put("responseId", random.base64());
    ObjectNode candidate = answer.putArray("candidates").addObject().put("finishReason", "STOP");
    ArrayNode parts = candidate.putObject("content").putArray("parts");
    for (int i = random.dice().nextInt(6); i > 0; i--) {
      ObjectNode part = parts.addObject();
      switch (random.dice().nextInt(3)) {
        case 0 -> part.put("text", random.text());
        case 1 -> part.put("text", random.text()).put("thought", true);
        default ->
            part.putObject("functionCall")
                .put("id", "c" + i)
                .put("name", random.name())
                .set("args", random.arguments());
      }
      if (random.dice().nextInt(3) == 0) {
        part.put("thoughtSignature", random.base64());
      }
    }
    answer
        .putObject("usageMetadata")
        .put("promptTokenCount", random.dice().nextInt(1_000))
        .put("candidatesTokenCount", random.dice().nextInt(1_000))
        .put("thoughtsTokenCount", random.dice().nextInt(1_000));
    return answer;
  }

  private static List<String> geminisEvents(ObjectNode whole, RandomChats random) {
    List<String> events = new ArrayList<>();
    for (JsonNode part : whole.path("candidates").path(0).path("content").path("parts")) {
      List<String> pieces =
          part.has("text") ? random.pieces(part.path("text").asText()) : List.of("");
      for (int i = 0; i < pieces.size(); i++) {
        ObjectNode piece = part.deepCopy();
        if (piece.has("text")) {
          piece.put("text", pieces.get(i));
        }
        if (i < pieces.size() - 1) {
          piece.remove("thoughtSignature");
        }
        ObjectNode event = Json.object();
        event.putArray("candidates").addObject().putObject("content").putArray("parts").add(piece);
        events.add(Json.write(event));
      }
    }
    ObjectNode end = whole.deepCopy();
    ((ObjectNode) end.path("candidates").path(0)).remove("content");
    events.add(Json.write(end));
    return events;
  }
}
