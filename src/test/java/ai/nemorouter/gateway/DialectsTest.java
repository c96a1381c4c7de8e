package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.Listing;
import ai.nemorouter.catalog.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Providers that speak other protocols, behind the one that the client speaks: what reaches them,
/// what comes back, and what it costs.
@QuarkusTest
class DialectsTest {
  /// Dollars per million tokens: input, read from the cache, written to it, output.
  private static final Rates RATES =
      new Rates(Money.ofUsd("3"), Money.ofUsd("0.3"), Money.ofUsd("3.75"), Money.ofUsd("15"));

  private static final String TOOLS =
      ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{\"type\":\"object\",\"properties\":{\"at\":{\"type\":\"string\"}}}}}],\"reasoning\":{\"effort\":\"low\"},\"max_tokens\":3000";

  private static final String CLAUDES_USAGE =
      "\"input_tokens\":10,\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":2000";

  /// 10 × 3 + 300 × 3.75 + 2,000 × 0.3 + 50 × 15 millionths of a dollar.
  private static final long CLAUDES_COST = 2_505_000;

  private static final String GEMINIS_USAGE =
      "\"usageMetadata\":{\"promptTokenCount\":2000,\"cachedContentTokenCount\":1500,\"candidatesTokenCount\":30,\"thoughtsTokenCount\":70}";

  /// 500 × 3 + 1,500 × 0.3 + 100 × 15 millionths of a dollar.
  private static final long GEMINIS_COST = 3_450_000;

  private final GatewayWorld world;

  DialectsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 16, 44, 45 and 47.
  @Test
  void claudeAnswersAClientThatKnowsNothingOfAnthropic() {
    String model =
        serve(
            "anthropic",
            "claude-sonnet-4-5-whole",
            "/v1",
            wire ->
                wire.json(
                    200,
                    """
                    {"id":"msg_1","type":"message","role":"assistant","content":[
                      {"type":"thinking","thinking":"Look first.","signature":"sig=="},
                      {"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"日本語🙂"}}],
                     "stop_reason":"tool_use","usage":{%s,"output_tokens":50}}
                    """
                        .formatted(CLAUDES_USAGE)));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, TOOLS + ",\"tool_choice\":\"auto\""));

    Received received = received("claude-sonnet-4-5-whole", caller);
    assertThat(received.path()).isEqualTo("/v1/messages");
    assertThat(received.headers())
        .containsEntry("x-api-key", "upstream-secret")
        .containsEntry("anthropic-version", "2023-06-01")
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("authorization");
    assertThat(json(received.body()).path("max_tokens").asInt()).isEqualTo(3_000);
    assertThat(json(received.body()).path("thinking").path("budget_tokens").asInt())
        .isEqualTo(1_024);
    assertThat(response.statusCode()).isEqualTo(200);
    ObjectNode answer = GatewayWorld.json(response);
    assertThat(answer.has("system_fingerprint")).isTrue();
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
    assertThat(choice.path("native_finish_reason").asText()).isEqualTo("tool_use");
    assertThat(choice.path("message").path("content").isNull()).isTrue();
    assertThat(choice.path("message").path("reasoning").asText()).isEqualTo("Look first.");
    assertThat(choice.path("message").path("tool_calls").toString())
        .isEqualTo(
            "[{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"at\\\":\\\"日本語🙂\\\"}\"}}]");
    JsonNode usage = answer.path("usage");
    assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(2_310);
    assertThat(usage.path("prompt_tokens_details").toString())
        .isEqualTo("{\"cached_tokens\":2000,\"cache_write_tokens\":300}");
    assertBooked(caller, usage, CLAUDES_COST, "catalog");
  }

  /// Rows 44 and 45.
  @Test
  void whatClaudeSignedComesBackToItWithTheResultOfItsTool() {
    String model =
        serve(
            "anthropic",
            "claude-sonnet-4-5-turns",
            "/v1",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"m\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sig==\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
    Caller caller = world.callerWithCredit("1");
    ObjectNode body = json(GatewayWorld.chat(model, TOOLS));
    JsonNode message =
        GatewayWorld.json(world.post(caller.secret(), Json.write(body)))
            .path("choices")
            .path(0)
            .path("message");

    body.withArray("messages").add(message);
    body.withArray("messages")
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", "toolu_1")
        .put("content", "a cat");
    assertThat(world.post(caller.secret(), Json.write(body)).statusCode()).isEqualTo(200);

    Received second = world.upstream().received("claude-sonnet-4-5-turns").get(1);
    JsonNode messages = json(second.body()).path("messages");
    assertThat(messages.path(1).path("content").toString())
        .isEqualTo(
            "[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sig==\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}]");
    assertThat(messages.path(2).path("content").path(0).path("tool_use_id").asText())
        .isEqualTo("toolu_1");
  }

  /// Rows 44, 55 and 71.
  @Test
  void claudeStreamsThoughtsAndCallsOfTools() {
    String model =
        serve(
            "anthropic",
            "claude-sonnet-4-5-stream",
            "/v1",
            wire -> {
              beginClaude(wire);
              claude(
                  wire,
                  "content_block_start",
                  "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}");
              claude(
                  wire,
                  "content_block_delta",
                  "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Look first.\"}");
              claude(
                  wire,
                  "content_block_delta",
                  "\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig==\"}");
              claude(wire, "content_block_stop", "\"index\":0");
              claude(wire, "ping", "\"x\":1");
              claude(
                  wire,
                  "content_block_start",
                  "\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}");
              claude(
                  wire,
                  "content_block_delta",
                  "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"at\\\":\"}");
              claude(
                  wire,
                  "content_block_delta",
                  "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"日本語🙂\\\"}\"}");
              claude(wire, "content_block_stop", "\"index\":1");
              claude(
                  wire,
                  "content_block_start",
                  "\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_2\",\"name\":\"look\",\"input\":{}}");
              claude(wire, "content_block_stop", "\"index\":2");
              claude(
                  wire,
                  "message_delta",
                  "\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":50}");
              claude(wire, "message_stop", "\"x\":1");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    List<ObjectNode> chunks = stream(caller, model, TOOLS);

    assertThat(json(received("claude-sonnet-4-5-stream", caller).body()).path("stream").asBoolean())
        .isTrue();
    assertThat(all(chunks, "reasoning")).isEqualTo("Look first.");
    assertThat(chunks.toString())
        .contains("\"signature\":\"sig==\"")
        .doesNotContain("usage\":null");
    assertThat(arguments(chunks, 0)).isEqualTo("{\"at\":\"日本語🙂\"}");
    assertThat(arguments(chunks, 1)).isEqualTo("{}");
    for (ObjectNode chunk : chunks) {
      for (JsonNode call : chunk.path("choices").path(0).path("delta").path("tool_calls")) {
        assertThat(call.path("index").isInt()).isTrue();
        assertThat(call.findValues("id")).noneMatch(JsonNode::isNull);
      }
    }
    assertThat(finish(chunks)).isEqualTo("tool_calls");
    assertBooked(caller, chunks.getLast().path("usage"), CLAUDES_COST, "catalog");
  }

  /// Row 64.
  @Test
  void anErrorInTheMiddleOfClaudesAnswerIsAnErrorFrameAndThePartIsBilled() {
    String model =
        serve(
            "anthropic",
            "claude-sonnet-4-5-breaks",
            "/v1",
            wire -> {
              beginClaude(wire);
              claude(
                  wire,
                  "content_block_start",
                  "\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
              claude(
                  wire,
                  "content_block_delta",
                  "\"delta\":{\"type\":\"text_delta\",\"text\":\"Some words \"}");
              claude(
                  wire,
                  "error",
                  "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    List<ObjectNode> chunks = stream(caller, model, "");

    assertThat(all(chunks, "content")).isEqualTo("Some words ");
    assertThat(chunks.getLast().path("error").path("code").asInt()).isEqualTo(503);
    assertThat(finish(chunks)).isEqualTo("error");
    assertThat(world.settledCall(caller))
        .containsEntry("status", "failed")
        .containsEntry("cost_source", "estimate");
    world.assertBooksBalance(caller);
  }

  /// Rows 76, 77 and 80.
  @Test
  void claudesRefusalsKeepTheirMeaning() {
    assertStatus("anthropic", "claude-401", 401, claudesError("authentication_error"), 502);
    assertStatus("anthropic", "claude-429", 429, claudesError("rate_limit_error"), 429);
    assertStatus("anthropic", "claude-529", 529, claudesError("overloaded_error"), 503);
    assertThat(
            assertStatus("anthropic", "claude-400", 400, claudesError("invalid_request_error"), 400)
                .body())
        .contains("It said so");
  }

  private static String claudesError(String type) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"It said so\"}}";
  }

  @Test
  void whatAProviderHasNoWordsForIsRefusedByNameAndCostsNothing() {
    String model = serve("anthropic", "claude-sonnet-4-5-unasked", "/v1", Wire::reset);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"n\":2"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"n\"").contains("not_supported_by_provider");
    assertThat(world.upstream().received("claude-sonnet-4-5-unasked")).isEmpty();
    assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
  }

  /// Rows 44, 45 and 47.
  @Test
  void geminiAnswersAClientThatKnowsNothingOfGoogle() {
    String model =
        serve(
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

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, TOOLS));

    Received received = received("gemini-2.5-flash-whole", caller);
    assertThat(received.path()).isEqualTo("/v1beta/models/gemini-2.5-flash-whole:generateContent");
    assertThat(received.headers())
        .containsEntry("x-goog-api-key", "upstream-secret")
        .doesNotContainKey("authorization");
    assertThat(json(received.body()).path("generationConfig").toString())
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
    assertBooked(caller, answer.path("usage"), GEMINIS_COST, "catalog");
  }

  /// Rows 55 and 71.
  @Test
  void geminiStreamsUntilItClosesTheConnection() {
    String model =
        serve(
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

    List<ObjectNode> chunks = stream(caller, model, TOOLS);

    assertThat(received("gemini-2.5-flash-stream", caller).path())
        .isEqualTo("/v1beta/models/gemini-2.5-flash-stream:streamGenerateContent?alt=sse");
    assertThat(all(chunks, "reasoning")).isEqualTo("Look first.");
    assertThat(all(chunks, "content")).isEqualTo("日本語🙂");
    assertThat(arguments(chunks, 0)).isEqualTo("{\"at\":\"x\"}");
    assertThat(finish(chunks)).isEqualTo("tool_calls");
    assertThat(chunks).filteredOn(chunk -> chunk.has("usage")).hasSize(1);
    assertBooked(caller, chunks.getLast().path("usage"), GEMINIS_COST, "catalog");
  }

  /// Rows 62 and 64.
  @Test
  void geminisBreaksAreErrorFrames() {
    String early =
        serve(
            "gemini",
            "gemini-2.5-flash-early",
            "/v1beta",
            wire -> {
              wire.beginStream();
              wire.event(gemini("{\"text\":\"Some \"}", ""));
              wire.endStream();
            });
    String overloaded =
        serve(
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

    assertThat(stream(caller, early, "").getLast().path("error").path("code").asInt())
        .isEqualTo(502);
    assertThat(stream(caller, overloaded, "").getLast().path("error").path("code").asInt())
        .isEqualTo(503);
  }

  /// Rows 76, 77 and 80.
  @Test
  void geminisRefusalsKeepTheirMeaning() {
    assertStatus("gemini", "gemini-429", 429, geminisError(429, ""), 429);
    assertStatus("gemini", "gemini-503", 503, geminisError(503, ""), 503);
    assertStatus("gemini", "gemini-403", 403, geminisError(403, ""), 502);
    assertThat(assertStatus("gemini", "gemini-400", 400, geminisError(400, ""), 400).body())
        .contains("It said so");
    // Google calls a wrong key a mistake in the request, which it is not the caller's.
    assertThat(
            assertStatus(
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

  /// Row 55.
  @Test
  void azureIsAddressedByDeploymentAndItsFiltersDoNotBreakTheStream() {
    Script script =
        wire -> {
          wire.beginStream();
          wire.event(
              "{\"id\":\"\",\"model\":\"\",\"object\":\"\",\"created\":0,\"choices\":[],\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}}]}");
          wire.event(
              "{\"id\":\"c1\",\"system_fingerprint\":null,\"usage\":null,\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"日本語🙂\",\"refusal\":null},\"content_filter_results\":{},\"finish_reason\":null}]}");
          wire.event(
              "{\"id\":\"\",\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_results\":{},\"content_filter_offsets\":{\"check_offset\":1}}]}");
          wire.event(
              "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
          wire.event(
              "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":600}}}");
          wire.event("[DONE]");
          wire.endStream();
        };
    String classic = serve("azure", "my-gpt", "?api-version=2024-10-21", script);
    String v1 = serve("azure", "my-gpt-v1", "", script);

    for (String model : List.of(classic, v1)) {
      Caller caller = world.callerWithCredit("1");
      List<ObjectNode> chunks = stream(caller, model, "");
      assertThat(all(chunks, "content")).isEqualTo("日本語🙂");
      assertThat(finish(chunks)).isEqualTo("stop");
      // 400 × 3 + 600 × 0.3 + 10 × 15 millionths of a dollar.
      assertBooked(caller, chunks.getLast().path("usage"), 1_530_000, "catalog");
    }
    Received toClassic = world.upstream().received("my-gpt").getFirst();
    assertThat(toClassic.path())
        .isEqualTo("/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21");
    assertThat(toClassic.headers())
        .containsEntry("api-key", "upstream-secret")
        .doesNotContainKey("authorization");
    Received toV1 = world.upstream().received("my-gpt-v1").getFirst();
    assertThat(toV1.path()).isEqualTo("/openai/v1/chat/completions");
    assertThat(json(toV1.body()).path("model").asText()).isEqualTo("my-gpt-v1");
  }

  /// Rows 39 and 44.
  @Test
  void whatOpenRouterSaysItCostsIsWhatIsBooked() {
    String model =
        serve(
            "openrouter",
            "router-whole",
            "/api/v1",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"reasoning\":\"Hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"s\",\"format\":\"anthropic-claude-v1\",\"index\":0}]},\"finish_reason\":\"stop\",\"native_finish_reason\":\"end_turn\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"cost\":0.000123456789}}"));
    Caller caller = world.callerWithCredit("1");

    ObjectNode answer =
        GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(model, "")));

    Received received = received("router-whole", caller);
    assertThat(received.path()).isEqualTo("/api/v1/chat/completions");
    assertThat(received.headers())
        .containsEntry("authorization", "Bearer upstream-secret")
        .containsEntry("x-title", "NemoRouter")
        .containsKey("http-referer");
    assertThat(json(received.body()).has("max_tokens")).isTrue();
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("native_finish_reason").asText()).isEqualTo("end_turn");
    assertThat(choice.path("message").path("reasoning_details").path(0).path("signature").asText())
        .isEqualTo("s");
    assertBooked(caller, answer.path("usage"), 123_457, "provider");
  }

  /// Row 64.
  @Test
  void openRoutersErrorFramesAreToldAsOurs() {
    String model =
        serve(
            "openrouter",
            "router-breaks",
            "/api/v1",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"id\":\"gen-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Some \"}}]}");
              wire.event(
                  "{\"id\":\"gen-1\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}");
              wire.endStream();
            });

    List<ObjectNode> chunks = stream(world.callerWithCredit("1"), model, "");

    assertThat(chunks.getLast().path("error").path("code").asInt()).isEqualTo(429);
    assertThat(finish(chunks)).isEqualTo("error");
  }

  /// Serves `dialects/<upstreamModel>` by the script, at a path of the scripted provider.
  private String serve(String dialect, String upstreamModel, String path, Script script) {
    URI base = URI.create(world.upstream().baseUrl().toString().replaceFirst("/v1$", path));
    Provider provider = world.provider("dialect-" + upstreamModel, base, dialect);
    String slug = "dialects/" + upstreamModel;
    world.offer(
        provider, Listing.chat(slug, upstreamModel, upstreamModel, 0, 4_096, RATES, null, "test"));
    world.upstream().on(upstreamModel, script);
    return slug;
  }

  private Received received(String upstreamModel, Caller caller) {
    Received received = world.upstream().received(upstreamModel).getFirst();
    assertThat(received.toString()).doesNotContain(caller.secret());
    return received;
  }

  private HttpResponse<String> assertStatus(
      String dialect, String upstreamModel, int status, String body, int expected) {
    String model =
        serve(dialect, upstreamModel, "/v1", wire -> wire.json(status, body, "retry-after: 7"));
    HttpResponse<String> response =
        world.post(world.callerWithCredit("1").secret(), GatewayWorld.chat(model, ""));
    assertThat(response.statusCode()).as(upstreamModel).isEqualTo(expected);
    assertThat(GatewayWorld.json(response).path("error").path("code").asInt()).isEqualTo(expected);
    return response;
  }

  private void assertBooked(Caller caller, JsonNode usage, long nanos, String source) {
    assertThat(usage.path("cost").decimalValue()).isEqualByComparingTo(Money.ofNanos(nanos).usd());
    assertThat(world.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("cost", nanos)
        .containsEntry("cost_source", source);
    world.assertBooksBalance(caller);
  }

  private static void beginClaude(Wire wire) throws IOException {
    wire.beginStream();
    claude(
        wire,
        "message_start",
        "\"message\":{\"id\":\"msg_1\",\"content\":[],\"usage\":{"
            + CLAUDES_USAGE
            + ",\"output_tokens\":1}}");
  }

  private static void claude(Wire wire, String type, String fields) throws IOException {
    wire.event(type, "{\"type\":\"" + type + "\"," + fields + "}");
  }

  private static String gemini(String parts, String more) {
    return "{\"candidates\":[{\"content\":{\"parts\":["
        + parts
        + "],\"role\":\"model\"}}]"
        + more
        + "}";
  }

  /// The chunks of a stream, which ends as it must.
  private List<ObjectNode> stream(Caller caller, String model, String more) {
    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, more + ",\"stream\":true"));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    List<String> data =
        Arrays.stream(response.body().split("\n\n", -1))
            .filter(frame -> frame.startsWith("data: "))
            .map(frame -> frame.substring(6))
            .toList();
    assertThat(data.getLast()).isEqualTo("[DONE]");
    return data.subList(0, data.size() - 1).stream().map(DialectsTest::json).toList();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }

  private static String all(List<ObjectNode> chunks, String field) {
    StringBuilder all = new StringBuilder();
    chunks.forEach(
        chunk -> all.append(chunk.path("choices").path(0).path("delta").path(field).asText("")));
    return all.toString();
  }

  private static String arguments(List<ObjectNode> chunks, int index) {
    StringBuilder all = new StringBuilder();
    for (ObjectNode chunk : chunks) {
      for (JsonNode call : chunk.path("choices").path(0).path("delta").path("tool_calls")) {
        if (call.path("index").asInt() == index) {
          all.append(call.path("function").path("arguments").asText());
        }
      }
    }
    return all.toString();
  }

  private static String finish(List<ObjectNode> chunks) {
    String finish = "";
    for (ObjectNode chunk : chunks) {
      finish = chunk.path("choices").path(0).path("finish_reason").asText(finish);
    }
    return finish;
  }
}
