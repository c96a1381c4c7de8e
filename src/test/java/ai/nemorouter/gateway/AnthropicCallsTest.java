package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream.Received;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Claude behind the protocol that the client speaks: what reaches it, what comes back, and what it
/// costs.
@QuarkusTest
class AnthropicCallsTest {
  private static final String CLAUDES_USAGE =
      "\"input_tokens\":10,\"cache_creation_input_tokens\":300,\"cache_read_input_tokens\":2000";

  /// 10 × 3 + 300 × 3.75 + 2,000 × 0.3 + 50 × 15 millionths of a dollar.
  private static final long CLAUDES_COST = 2_505_000;

  private final GatewayWorld world;
  private final DialectWorld dialects;

  AnthropicCallsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Rows 16, 44, 45 and 47.
  @Test
  void claudeAnswersAClientThatKnowsNothingOfAnthropic() {
    String model =
        dialects.serve(
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
        world.post(
            caller.secret(),
            GatewayWorld.chat(model, DialectWorld.TOOLS + ",\"tool_choice\":\"auto\""));

    Received received = dialects.received("claude-sonnet-4-5-whole", caller);
    assertThat(received.path()).isEqualTo("/v1/messages");
    assertThat(received.headers())
        .containsEntry("x-api-key", "upstream-secret")
        .containsEntry("anthropic-version", "2023-06-01")
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("authorization");
    assertThat(DialectWorld.json(received.body()).path("max_tokens").asInt()).isEqualTo(3_000);
    assertThat(DialectWorld.json(received.body()).path("thinking").path("budget_tokens").asInt())
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
    dialects.assertBooked(caller, usage, CLAUDES_COST, "catalog");
  }

  /// Rows 44 and 45.
  @Test
  void whatClaudeSignedComesBackToItWithTheResultOfItsTool() {
    String model =
        dialects.serve(
            "anthropic",
            "claude-sonnet-4-5-turns",
            "/v1",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"m\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sig==\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look\",\"input\":{}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
    Caller caller = world.callerWithCredit("1");
    ObjectNode body = DialectWorld.json(GatewayWorld.chat(model, DialectWorld.TOOLS));
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
    JsonNode messages = DialectWorld.json(second.body()).path("messages");
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
        dialects.serve(
            "anthropic", "claude-sonnet-4-5-stream", "/v1", AnthropicCallsTest::thinkAndCall);
    Caller caller = world.callerWithCredit("1");

    List<ObjectNode> chunks = dialects.stream(caller, model, DialectWorld.TOOLS);

    assertThat(
            DialectWorld.json(dialects.received("claude-sonnet-4-5-stream", caller).body())
                .path("stream")
                .asBoolean())
        .isTrue();
    assertThat(DialectWorld.all(chunks, "reasoning")).isEqualTo("Look first.");
    assertThat(chunks.toString())
        .contains("\"signature\":\"sig==\"")
        .doesNotContain("usage\":null");
    assertThat(DialectWorld.arguments(chunks, 0)).isEqualTo("{\"at\":\"日本語🙂\"}");
    assertThat(DialectWorld.arguments(chunks, 1)).isEqualTo("{}");
    for (ObjectNode chunk : chunks) {
      for (JsonNode call : chunk.path("choices").path(0).path("delta").path("tool_calls")) {
        assertThat(call.path("index").isInt()).isTrue();
        assertThat(call.findValues("id")).noneMatch(JsonNode::isNull);
      }
    }
    assertThat(DialectWorld.finish(chunks)).isEqualTo("tool_calls");
    dialects.assertBooked(caller, chunks.getLast().path("usage"), CLAUDES_COST, "catalog");
  }

  /// Row 64.
  @Test
  void anErrorInTheMiddleOfClaudesAnswerIsAnErrorFrameAndThePartIsBilled() {
    String model =
        dialects.serve(
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

    List<ObjectNode> chunks = dialects.stream(caller, model, "");

    assertThat(DialectWorld.all(chunks, "content")).isEqualTo("Some words ");
    assertThat(chunks.getLast().path("error").path("code").asInt()).isEqualTo(503);
    assertThat(DialectWorld.finish(chunks)).isEqualTo("error");
    assertThat(world.settledCall(caller))
        .containsEntry("status", "failed")
        .containsEntry("cost_source", "estimate");
    world.assertBooksBalance(caller);
  }

  /// Rows 76, 77 and 80.
  @Test
  void claudesRefusalsKeepTheirMeaning() {
    dialects.assertStatus(
        "anthropic", "claude-401", 401, claudesError("authentication_error"), 502);
    dialects.assertStatus("anthropic", "claude-429", 429, claudesError("rate_limit_error"), 429);
    dialects.assertStatus("anthropic", "claude-529", 529, claudesError("overloaded_error"), 503);
    assertThat(
            dialects
                .assertStatus(
                    "anthropic", "claude-400", 400, claudesError("invalid_request_error"), 400)
                .body())
        .contains("It said so");
  }

  private static String claudesError(String type) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"It said so\"}}";
  }

  @Test
  void whatAProviderHasNoWordsForIsRefusedByNameAndCostsNothing() {
    String model = dialects.serve("anthropic", "claude-sonnet-4-5-unasked", "/v1", Wire::reset);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"n\":2"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"n\"").contains("not_supported_by_provider");
    assertThat(world.upstream().received("claude-sonnet-4-5-unasked")).isEmpty();
    assertThat(world.settledCall(caller)).containsEntry("cost", 0L);
  }

  private static void thinkAndCall(Wire wire) throws IOException {
    beginClaude(wire);
    claude(
        wire, "content_block_start", "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}");
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
}
