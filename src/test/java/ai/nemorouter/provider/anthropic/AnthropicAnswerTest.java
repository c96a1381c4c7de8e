package ai.nemorouter.provider.anthropic;

import static ai.nemorouter.provider.dialect.Spoken.answer;
import static ai.nemorouter.provider.dialect.Spoken.assembled;
import static ai.nemorouter.provider.dialect.Spoken.chunks;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.dialect.Dialect;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What Claude answers, whole and streamed, in the gateway's own form.
class AnthropicAnswerTest {
  private static final String WHOLE =
      """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[
        {"type":"thinking","thinking":"Hmm, two calls.","signature":"sig=="},
        {"type":"redacted_thinking","data":"dark"},
        {"type":"text","text":"Let me look: 日本語🙂."},
        {"type":"tool_use","id":"toolu_1","name":"look","input":{"at":1.25}},
        {"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
       "stop_reason":"tool_use","stop_sequence":null,
       "usage":{"input_tokens":10,"cache_creation_input_tokens":300,"cache_read_input_tokens":2000,
        "cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},
        "output_tokens":50,"output_tokens_details":{"thinking_tokens":20},"service_tier":"standard"}}
      """;

  private static final List<String> STREAM =
      List.of(
          "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":2000,\"cache_creation\":{\"ephemeral_5m_input_tokens\":100,\"ephemeral_1h_input_tokens\":200},\"output_tokens\":1}}}",
          "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
          "{\"type\":\"ping\"}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hmm, \"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"two calls.\"}}",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig==\"}}",
          "{\"type\":\"content_block_stop\",\"index\":0}",
          "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"dark\"}}",
          "{\"type\":\"content_block_stop\",\"index\":1}",
          "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me look: \"}}",
          "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"日本語🙂.\"}}",
          "{\"type\":\"content_block_stop\",\"index\":2}",
          "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}}",
          "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\"}}",
          "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":\"}}",
          "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"1.25}\"}}",
          "{\"type\":\"content_block_stop\",\"index\":3}",
          "{\"type\":\"content_block_start\",\"index\":4,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"now\",\"input\":{}}}",
          "{\"type\":\"content_block_stop\",\"index\":4}",
          "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":50,\"output_tokens_details\":{\"thinking_tokens\":20}}}",
          "{\"type\":\"message_stop\"}");

  private final Anthropic anthropic = new Anthropic();

  /// Rows 44, 45 and 47.
  @Test
  void aWholeAnswerKeepsThoughtsTextCallsAndWhatItCounted() {
    ObjectNode answer = answer(anthropic, WHOLE);

    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.path("id").asText()).isEqualTo("msg_1");
    assertThat(answer.path("choices").path(0))
        .isEqualTo(
            json(
                """
                {"index":0,"message":{"role":"assistant","reasoning_details":[
                   {"type":"reasoning.text","text":"Hmm, two calls.","format":"anthropic-claude-v1","signature":"sig==","index":0},
                   {"type":"reasoning.encrypted","data":"dark","format":"anthropic-claude-v1","index":1}],
                  "tool_calls":[
                   {"id":"toolu_1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1.25}"}},
                   {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}],
                  "content":"Let me look: 日本語🙂.","reasoning":"Hmm, two calls."},
                 "finish_reason":"tool_calls","native_finish_reason":"tool_use"}
                """));
    assertThat(answer.path("usage"))
        .isEqualTo(
            json(
                """
                {"prompt_tokens":2310,"completion_tokens":50,"total_tokens":2360,
                 "prompt_tokens_details":{"cached_tokens":2000,"cache_write_tokens":300,"cache_write_1h_tokens":200},
                 "completion_tokens_details":{"reasoning_tokens":20}}
                """));
  }

  /// Row 71.
  @Test
  void aStreamAddsUpToTheSameAnswer() {
    Dialect.Translation stream = anthropic.stream();
    List<ObjectNode> chunks = chunks(stream, STREAM);

    assertThat(stream.isOver()).isTrue();
    ObjectNode whole = answer(anthropic, WHOLE);
    ObjectNode assembled = assembled(chunks);
    for (JsonNode call : assembled.path("choices").path(0).path("message").path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    assertThat(assembled.path("choices")).isEqualTo(whole.path("choices"));
    assertThat(assembled.path("usage")).isEqualTo(whole.path("usage"));
    assertThat(chunks.getFirst().path("id").asText()).isEqualTo("msg_1");
    assertThat(chunks).filteredOn(chunk -> chunk.has("usage")).hasSize(1);
  }

  /// An answer that breaks off has cost more than what was counted at its beginning.
  @Test
  void whatIsCountedAtTheBeginningIsNotReportedAsTheEnd() {
    assertThat(chunks(anthropic.stream(), STREAM.subList(0, 12)))
        .noneMatch(chunk -> chunk.has("usage"));
  }

  @Test
  void aCallOfATooledModelAloneHasNoContent() {
    assertThat(
            answer(
                    anthropic,
                    "{\"id\":\"m\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}],\"stop_reason\":\"tool_use\"}")
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .isNull())
        .isTrue();
  }

  /// Row 47.
  @Test
  void stopReasonsKeepTheirMeaning() {
    Map.of(
            "end_turn", "stop",
            "stop_sequence", "stop",
            "pause_turn", "stop",
            "max_tokens", "length",
            "model_context_window_exceeded", "length",
            "tool_use", "tool_calls",
            "refusal", "content_filter")
        .forEach((reason, finish) -> {
          JsonNode choice =
              answer(anthropic, "{\"id\":\"m\",\"content\":[],\"stop_reason\":\"" + reason + "\"}")
                  .path("choices")
                  .path(0);
          assertThat(choice.path("finish_reason").asText()).as(reason).isEqualTo(finish);
          assertThat(choice.path("native_finish_reason").asText()).isEqualTo(reason);
        });
  }

  /// Row 64.
  @Test
  void errorsInsideAnAnswerHaveTheStatusTheyWouldHaveHadBefore() {
    Map.of(
            "overloaded_error", 529,
            "rate_limit_error", 429,
            "invalid_request_error", 400,
            "api_error", 500,
            "authentication_error", 401,
            "timeout_error", 504,
            "something_new", 502)
        .forEach((type, code) -> {
          String error =
              "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"Sorry\"}}";
          ObjectNode chunk = chunks(anthropic.stream(), List.of(error)).getFirst();
          assertThat(chunk.path("error").path("code").asInt()).as(type).isEqualTo(code);
          assertThat(chunk.path("error").path("message").asText()).isEqualTo("Sorry");
          assertThat(answer(anthropic, error).path("error").path("code").asInt()).isEqualTo(code);
        });
  }

  @Test
  void whatIsNoAnswerStaysAsItIs() {
    assertThat(answer(anthropic, "{\"hello\":1}")).isEqualTo(json("{\"hello\":1}"));
  }
}
