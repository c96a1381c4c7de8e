package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Gemini behind the protocol that the client speaks: what reaches it, what comes back, and what it
/// costs.
@QuarkusTest
class GeminiCallsTest {
  private static final String GEMINIS_USAGE =
      "\"usageMetadata\":{\"promptTokenCount\":2000,\"cachedContentTokenCount\":1500,\"candidatesTokenCount\":30,\"thoughtsTokenCount\":70}";

  /// 500 × 3 + 1,500 × 0.3 + 100 × 15 millionths of a dollar.
  private static final long GEMINIS_COST = 3_450_000;

  private final GatewayWorld world;
  private final DialectWorld dialects;

  GeminiCallsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Rows 44, 45 and 47.
  @Test
  void geminiAnswersAClientThatKnowsNothingOfGoogle() {
    String model =
        dialects.serve(
            "gemini",
            "gemini-2.5-flash-whole",
            "/v1beta",
            wire ->
                wire.json(
                    200,
                    """
                    {"responseId":"r1","candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[
                      {"text":"Look first.","thought":true},
                      {"functionCall":{"id":"c1","name":"look","args":{"at":"日本語🙂"}},"thoughtSignature":"sig=="}]}}],%s}
                    """
                        .formatted(GEMINIS_USAGE)));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, DialectWorld.TOOLS));

    Received received = dialects.received("gemini-2.5-flash-whole", caller);
    assertThat(received.path()).isEqualTo("/v1beta/models/gemini-2.5-flash-whole:generateContent");
    assertThat(received.headers())
        .containsEntry("x-goog-api-key", "upstream-secret")
        .doesNotContainKey("authorization");
    assertThat(DialectWorld.json(received.body()).path("generationConfig").toString())
        .isEqualTo(
            "{\"maxOutputTokens\":3000,\"thinkingConfig\":{\"includeThoughts\":true,\"thinkingBudget\":600}}");
    ObjectNode answer = GatewayWorld.json(response);
    JsonNode message = answer.path("choices").path(0).path("message");
    assertThat(message.path("reasoning").asText()).isEqualTo("Look first.");
    assertThat(message.path("reasoning_details").path(1).path("data").asText()).isEqualTo("sig==");
    assertThat(message.path("tool_calls").path(0).path("id").asText()).isEqualTo("c1");
    assertThat(answer.path("choices").path(0).path("native_finish_reason").asText())
        .isEqualTo("STOP");
    assertThat(
            answer.path("usage").path("completion_tokens_details").path("reasoning_tokens").asInt())
        .isEqualTo(70);
    dialects.assertBooked(caller, answer.path("usage"), GEMINIS_COST, "catalog");
  }

  /// Rows 55 and 71.
  @Test
  void geminiStreamsUntilItClosesTheConnection() {
    String model =
        dialects.serve(
            "gemini",
            "gemini-2.5-flash-stream",
            "/v1beta",
            wire -> {
              wire.beginStream();
              wire.event(gemini("{\"text\":\"Look \",\"thought\":true}", ""));
              wire.event(gemini("{\"text\":\"first.\",\"thought\":true}", ""));
              wire.event(
                  gemini("{\"text\":\"日本語\"}", ",\"usageMetadata\":{\"promptTokenCount\":2000}"));
              wire.event(
                  gemini(
                      "{\"text\":\"🙂\"},{\"functionCall\":{\"name\":\"look\",\"args\":{\"at\":\"x\"}}}",
                      ""));
              wire.event(
                  "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}],"
                      + GEMINIS_USAGE
                      + "}");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    List<ObjectNode> chunks = dialects.stream(caller, model, DialectWorld.TOOLS);

    assertThat(dialects.received("gemini-2.5-flash-stream", caller).path())
        .isEqualTo("/v1beta/models/gemini-2.5-flash-stream:streamGenerateContent?alt=sse");
    assertThat(DialectWorld.all(chunks, "reasoning")).isEqualTo("Look first.");
    assertThat(DialectWorld.all(chunks, "content")).isEqualTo("日本語🙂");
    assertThat(DialectWorld.arguments(chunks, 0)).isEqualTo("{\"at\":\"x\"}");
    assertThat(DialectWorld.finish(chunks)).isEqualTo("tool_calls");
    assertThat(chunks).filteredOn(chunk -> chunk.has("usage")).hasSize(1);
    dialects.assertBooked(caller, chunks.getLast().path("usage"), GEMINIS_COST, "catalog");
  }

  /// Rows 62 and 64.
  @Test
  void geminisBreaksAreErrorFrames() {
    String early =
        dialects.serve(
            "gemini",
            "gemini-2.5-flash-early",
            "/v1beta",
            wire -> {
              wire.beginStream();
              wire.event(gemini("{\"text\":\"Some \"}", ""));
              wire.endStream();
            });
    String overloaded =
        dialects.serve(
            "gemini",
            "gemini-2.5-flash-overloaded",
            "/v1beta",
            wire -> {
              wire.beginStream();
              wire.event(gemini("{\"text\":\"Some \"}", ""));
              wire.event(
                  "{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    assertThat(dialects.stream(caller, early, "").getLast().path("error").path("code").asInt())
        .isEqualTo(502);
    assertThat(dialects.stream(caller, overloaded, "").getLast().path("error").path("code").asInt())
        .isEqualTo(503);
  }

  /// Rows 76, 77 and 80.
  @Test
  void geminisRefusalsKeepTheirMeaning() {
    dialects.assertStatus("gemini", "gemini-429", 429, geminisError(429, ""), 429);
    dialects.assertStatus("gemini", "gemini-503", 503, geminisError(503, ""), 503);
    dialects.assertStatus("gemini", "gemini-403", 403, geminisError(403, ""), 502);
    assertThat(
            dialects.assertStatus("gemini", "gemini-400", 400, geminisError(400, ""), 400).body())
        .contains("It said so");
    // Google calls a wrong key a mistake in the request, which it is not the caller's.
    assertThat(
            dialects
                .assertStatus(
                    "gemini",
                    "gemini-key",
                    400,
                    geminisError(400, ",\"details\":[{\"reason\":\"API_KEY_INVALID\"}]"),
                    502)
                .body())
        .doesNotContain("It said so");
  }

  private static String geminisError(int code, String more) {
    return "{\"error\":{\"code\":"
        + code
        + ",\"message\":\"It said so\",\"status\":\"X\""
        + more
        + "}}";
  }

  private static String gemini(String parts, String more) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "],\"role\":\"model\"}}]"
        + more
        + "}";
  }
}
