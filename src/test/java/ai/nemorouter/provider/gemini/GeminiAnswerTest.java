package ai.nemorouter.provider.gemini;

import static ai.nemorouter.provider.dialect.Spoken.answer;
import static ai.nemorouter.provider.dialect.Spoken.assembled;
import static ai.nemorouter.provider.dialect.Spoken.chunks;
import static ai.nemorouter.provider.dialect.Spoken.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What Gemini answers, whole and streamed, in the gateway's own form.
class GeminiAnswerTest {
  private static final String USAGE =
      """
      {"promptTokenCount":2000,"cachedContentTokenCount":1500,"toolUsePromptTokenCount":10,
       "candidatesTokenCount":30,"thoughtsTokenCount":70,"totalTokenCount":2110,
       "promptTokensDetails":[{"modality":"TEXT","tokenCount":1900},{"modality":"AUDIO","tokenCount":100}]}
      """;
  private static final String WHOLE =
      """
      {"responseId":"r1","modelVersion":"gemini","candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
         {"text":"Hmm, two calls.","thought":true},
         {"text":"Let me look: 日本語🙂.","thoughtSignature":"sigT"},
         {"functionCall":{"id":"c1","name":"look","args":{"at":1.25}},"thoughtSignature":"sigC"},
         {"functionCall":{"id":"c2","name":"now"}}]}}],
       "usageMetadata":%s}
      """
          .formatted(USAGE);
  private static final List<String> STREAM =
      List.of(
          event("{\"text\":\"Hmm, \",\"thought\":true}", "", ""),
          event("{\"text\":\"two calls.\",\"thought\":true}", "", ""),
          event("{\"text\":\"Let me \"}", "", ",\"usageMetadata\":{\"promptTokenCount\":2000}"),
          event("{\"text\":\"look: 日本語🙂.\",\"thoughtSignature\":\"sigT\"}", "", ""),
          event(
              "{\"functionCall\":{\"id\":\"c1\",\"name\":\"look\",\"args\":{\"at\":1.25}},\"thoughtSignature\":\"sigC\"},{\"functionCall\":{\"id\":\"c2\",\"name\":\"now\"}}",
              "",
              ""),
          event(
              "{\"text\":\"\"}",
              ",\"finishReason\":\"STOP\"",
              ",\"usageMetadata\":" + USAGE.replace("\n", "")));

  private final Gemini gemini = new Gemini();

  private static String event(String parts, String candidate, String more) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "],\"role\":\"model\"}"
        + candidate
        + ",\"index\":0}],\"responseId\":\"r1\""
        + more
        + "}";
  }

  /// Rows 44, 45 and 47.
  @Test
  void aWholeAnswerKeepsThoughtsTextCallsAndWhatItCounted() {
    ObjectNode answer = answer(gemini, WHOLE);

    assertThat(answer.path("choices").path(0))
        .isEqualTo(
            json(
                """
                {"index":0,"message":{"role":"assistant","content":"Let me look: 日本語🙂.","reasoning":"Hmm, two calls.",
                  "reasoning_details":[
                   {"type":"reasoning.text","text":"Hmm, two calls.","format":"google-gemini-v1","index":0},
                   {"type":"reasoning.encrypted","data":"sigT","format":"google-gemini-v1","index":1},
                   {"type":"reasoning.encrypted","data":"sigC","id":"c1","format":"google-gemini-v1","index":2}],
                  "tool_calls":[
                   {"id":"c1","type":"function","function":{"name":"look","arguments":"{\\"at\\":1.25}"}},
                   {"id":"c2","type":"function","function":{"name":"now","arguments":"{}"}}]},
                 "finish_reason":"tool_calls","native_finish_reason":"STOP"}
                """));
    assertThat(answer.path("usage"))
        .isEqualTo(
            json(
                """
                {"prompt_tokens":2010,"completion_tokens":100,"total_tokens":2110,
                 "prompt_tokens_details":{"cached_tokens":1500,"audio_tokens":100},
                 "completion_tokens_details":{"reasoning_tokens":70}}
                """));
  }

  /// Row 71.
  @Test
  void aStreamAddsUpToTheSameAnswer() {
    List<ObjectNode> chunks = chunks(gemini.stream(), STREAM);

    ObjectNode assembled = assembled(chunks);
    for (JsonNode call : assembled.path("choices").path(0).path("message").path("tool_calls")) {
      ((ObjectNode) call).remove("index");
    }
    ObjectNode whole = answer(gemini, WHOLE);
    assertThat(assembled.path("choices")).isEqualTo(whole.path("choices"));
    assertThat(assembled.path("usage")).isEqualTo(whole.path("usage"));
  }

  @Test
  void whatIsCountedBeforeTheAnswerBeganIsNotReported() {
    assertThat(chunks(gemini.stream(), STREAM.subList(0, 3)))
        .filteredOn(chunk -> !chunk.has("prompt_usage"))
        .hasSize(3)
        .noneMatch(chunk -> chunk.has("usage"));
  }

  @Test
  void anAnswerIsCountedByItselfWhereOnlyThePromptWas() {
    String prompt = ",\"usageMetadata\":{\"promptTokenCount\":2000}";
    String end = ",\"finishReason\":\"STOP\"";
    String said = event("{\"text\":\"Hello\"}", end, prompt);
    String nothing = event("", ",\"finishReason\":\"SAFETY\"", prompt);

    assertThat(answer(gemini, said).has("usage")).isFalse();
    assertThat(chunks(gemini.stream(), List.of(said))).noneMatch(chunk -> chunk.has("usage"));
    assertThat(answer(gemini, nothing).at("/usage/prompt_tokens").asInt()).isEqualTo(2_000);
    assertThat(chunks(gemini.stream(), List.of(nothing)))
        .anyMatch(chunk -> chunk.at("/usage/prompt_tokens").asInt() == 2_000);
  }

  @Test
  void aReasonThatSaysNothingEndsNothing() {
    for (String reason : List.of("null", "\"\"", "\"FINISH_REASON_UNSPECIFIED\"")) {
      String event = event("{\"text\":\"Hel\"}", ",\"finishReason\":" + reason, "");

      assertThat(chunks(gemini.stream(), List.of(event)))
          .noneMatch(chunk -> chunk.at("/choices/0/finish_reason").isTextual());
    }
  }

  @Test
  void callsOfModelsThatGiveThemNoNamesGetOneEach() {
    String calls = "{\"functionCall\":{\"name\":\"f\"}},{\"functionCall\":{\"name\":\"f\"}}";
    List<String> ids =
        answer(gemini, event(calls, ",\"finishReason\":\"STOP\"", "")).findValuesAsText("id");

    assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    List<ObjectNode> chunks = chunks(gemini.stream(), List.of(event(calls, "", "")));
    assertThat(chunks.get(0).findValue("tool_calls").path(0).path("index").asInt()).isZero();
    assertThat(chunks.get(1).findValue("tool_calls").path(0).path("index").asInt()).isOne();
    assertThat(chunks.get(1).findValue("tool_calls").path(0).path("id").asText()).isNotEmpty();
  }

  /// Row 47.
  @Test
  void finishReasonsKeepTheirMeaning() {
    Map.of(
            "STOP", "stop",
            "MAX_TOKENS", "length",
            "SAFETY", "content_filter",
            "RECITATION", "content_filter",
            "BLOCKLIST", "content_filter",
            "PROHIBITED_CONTENT", "content_filter",
            "SPII", "content_filter",
            "OTHER", "stop")
        .forEach((reason, finish) -> {
          String event = event("{\"text\":\"x\"}", ",\"finishReason\":\"" + reason + "\"", "");
          JsonNode whole = answer(gemini, event).path("choices").path(0);
          assertThat(whole.path("finish_reason").asText()).as(reason).isEqualTo(finish);
          assertThat(whole.path("native_finish_reason").asText()).isEqualTo(reason);
          assertThat(
                  assembled(chunks(gemini.stream(), List.of(event)))
                      .path("choices")
                      .path(0)
                      .path("finish_reason")
                      .asText())
              .isEqualTo(finish);
        });
  }

  @Test
  void aPromptThatIsBlockedIsAnAnswerThatSaysSo() {
    String blocked =
        "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4},\"responseId\":\"r1\"}";
    JsonNode choice = answer(gemini, blocked).path("choices").path(0);

    assertThat(choice.path("finish_reason").asText()).isEqualTo("content_filter");
    assertThat(choice.path("message").path("content").isNull()).isTrue();
    assertThat(choice.path("message").path("refusal").asText()).contains("SAFETY");
    List<ObjectNode> chunks = chunks(gemini.stream(), List.of(blocked));
    assertThat(assembled(chunks).path("choices").path(0).path("finish_reason").asText())
        .isEqualTo("content_filter");
    assertThat(assembled(chunks).path("usage").path("prompt_tokens").asInt()).isEqualTo(4);
  }

  /// Row 64.
  @Test
  void aBrokenCallAndAnErrorInsideAStreamAreFailures() {
    String malformed = event("", ",\"finishReason\":\"MALFORMED_FUNCTION_CALL\"", "");
    assertThat(answer(gemini, malformed).path("error").path("code").asInt()).isEqualTo(502);
    assertThat(
            chunks(gemini.stream(), List.of(malformed))
                .getFirst()
                .path("error")
                .path("code")
                .asInt())
        .isEqualTo(502);
    ObjectNode overloaded =
        chunks(
                gemini.stream(),
                List.of(
                    "{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":\"UNAVAILABLE\"}}"))
            .getFirst();
    assertThat(overloaded.path("error").path("code").asInt()).isEqualTo(503);
    assertThat(overloaded.path("error").path("message").asText()).contains("overloaded");
  }

  @Test
  void aWrongKeyIsNotTheCallersMistake() {
    JsonNode error =
        gemini.error(
            json(
                "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}"));

    assertThat(error.path("code").asInt()).isEqualTo(401);
    assertThat(error.path("type").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(
            gemini.error(json("{\"error\":{\"message\":\"x\",\"code\":429}}")).path("code").asInt())
        .isEqualTo(429);
  }

  @Test
  void howLikelyTokensAreAndPicturesAreKept() {
    JsonNode choice =
        answer(
                gemini,
                event(
                    "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AA==\"}}",
                    ",\"finishReason\":\"STOP\",\"logprobsResult\":{\"chosenCandidates\":[{\"token\":\"é\",\"logProbability\":-0.5}],\"topCandidates\":[{\"candidates\":[{\"token\":\"e\",\"logProbability\":-1.5}]}]}",
                    ""))
            .path("choices")
            .path(0);

    assertThat(choice.path("logprobs").toString())
        .isEqualTo(
            "{\"content\":[{\"token\":\"é\",\"logprob\":-0.5,\"bytes\":[195,169],\"top_logprobs\":[{\"token\":\"e\",\"logprob\":-1.5,\"bytes\":[101]}]}]}");
    assertThat(choice.path("message").path("images").path(0).path("image_url").path("url").asText())
        .isEqualTo("data:image/png;base64,AA==");
  }
}
