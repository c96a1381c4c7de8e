package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.testsupport.ScriptedUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Anthropic's Messages: what a provider is asked, and what the client reads.
@QuarkusTest
class MessagesTest {
  private static final String USAGE =
      "{\"prompt_tokens\":20,\"completion_tokens\":4,\"total_tokens\":24,\"prompt_tokens_details\":{\"cached_tokens\":5,\"cache_write_tokens\":3},\"cost\":0.0012}";
  private static final String HELLO =
      "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]";

  private static final String EVERYTHING =
      """
      "max_tokens":3000,"system":[{"type":"text","text":"Be brief","cache_control":{"type":"ephemeral"}}],
      "messages":[
       {"role":"user","content":[{"type":"text","text":"Look"},
        {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
        {"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"}},
        {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Plain"}}]},
       {"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},
        {"type":"text","text":"I ask"},{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city":"München"}}]},
       {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"Sun"}],"cache_control":{"type":"ephemeral","ttl":"1h"}},
        {"type":"text","text":"And?"}]}],
      "tools":[{"name":"weather","description":"d","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],
      "tool_choice":{"type":"any","disable_parallel_tool_use":true},"stop_sequences":["END"],
      "thinking":{"type":"enabled","budget_tokens":1024},"temperature":1,"top_k":5,"metadata":{"user_id":"u1"},
      "service_tier":"auto","context_management":{"edits":[]},
      "output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}}}\
      """;

  private final GatewayWorld world;

  MessagesTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 9 and 105.
  @Test
  void aMessageIsAnsweredWithTheKeyInEitherHeaderAndUnderABareName() {
    world.serve(
        "claude-scripted",
        wire ->
            wire.json(
                200,
                GatewayWorld.ANSWER.formatted(
                    ",\"prompt_tokens_details\":{\"cached_tokens\":5,\"cache_write_tokens\":3},\"cost\":0.0012")));
    Caller caller = world.callerWithCredit("1");
    String body = "{\"model\":\"claude-scripted\"," + HELLO + "}";

    HttpResponse<String> response =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/api/v1/messages"))
                .header("x-api-key", caller.secret())
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "interleaved-thinking-2025-05-14")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    HttpResponse<String> byBearer =
        world.send(Transcript.post("/v1/messages", caller.secret(), body));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(byBearer.statusCode()).isEqualTo(200);
    assertThat(Transcript.of(response))
        .isEqualTo(
            "{\"id\":\"gen-ID\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"scripted/claude-scripted\",\"provider\":\"scripted-claude-scripted\",\"content\":[{\"type\":\"text\",\"text\":\"Hello 日本語🙂\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":4,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":5,\"output_tokens\":5,\"cost\":0.0012}}");
    assertThat(world.upstream().received("claude-scripted").getFirst().toString())
        .doesNotContain(caller.secret());
    assertThat(world.settledCall(caller)).containsEntry("cost", 1_200_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void everyKindOfContentReachesTheProviderInTheGatewaysOwnForm() {
    String model =
        serveBy(
            "openrouter",
            "message-content",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response = message(world.callerWithCredit("10"), model, EVERYTHING);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode sent = Transcript.sent(world, "message-content");
    assertThat(sent.path("messages"))
        .hasToString(
            "[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be brief\",\"cache_control\":{\"type\":\"ephemeral\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}},{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,BBBB\"}},{\"type\":\"text\",\"text\":\"Plain\"}]},"
                + "{\"role\":\"assistant\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"sig\",\"format\":\"anthropic-claude-v1\",\"index\":0},{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\",\"format\":\"anthropic-claude-v1\",\"index\":1}],\"tool_calls\":[{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"München\\\"}\"}}],\"content\":\"I ask\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"toolu_1\",\"content\":[{\"type\":\"text\",\"text\":\"Sun\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}]},"
                + "{\"role\":\"user\",\"content\":\"And?\"}]");
    assertThat(sent.path("tools"))
        .hasToString(
            "[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"description\":\"d\",\"parameters\":{\"type\":\"object\"}},\"cache_control\":{\"type\":\"ephemeral\"}}]");
    assertThat(sent.path("tool_choice").asText()).isEqualTo("required");
    assertThat(sent.path("parallel_tool_calls").asBoolean(true)).isFalse();
    assertThat(sent.path("stop")).hasToString("[\"END\"]");
    assertThat(sent.path("user").asText()).isEqualTo("u1");
    assertThat(sent.path("reasoning"))
        .hasToString("{\"enabled\":true,\"max_tokens\":1024,\"effort\":\"high\"}");
    assertThat(sent.path("response_format").path("json_schema").path("schema"))
        .hasToString("{\"type\":\"object\"}");
    assertThat(sent.path("max_tokens").asInt()).isEqualTo(3000);
    assertThat(sent.has("context_management") || sent.has("metadata")).isFalse();
  }

  /// Row 105.
  @Test
  void aStreamOfThoughtTextAndToolsHasItsEventsInAnthropicsOrder() {
    String model =
        world.serve(
            "message-stream",
            Transcript.stream(
                "tool_calls",
                USAGE,
                "{\"reasoning\":\"Hm\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"index\":0}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"sig\",\"index\":0}]}",
                "{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\",\"index\":1}]}",
                "{\"content\":\"Hello \"}",
                "{\"content\":\"日本語🙂\"}",
                "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"\"}}]}",
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":1}\"}}]}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = message(caller, model, HELLO + ",\"stream\":true");

    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(Transcript.of(response)).isEqualTo(thoughtTextAndTool());
    assertThat(world.settledCall(caller)).containsEntry("status", "ok");
    world.assertBooksBalance(caller);
  }

  @Test
  void toolsAreCalledWithTheirInputAndAnotherProvidersSecretThoughtComesBackAsItWas() {
    String secret =
        "{\"type\":\"reasoning.encrypted\",\"data\":\"opaque\",\"id\":\"call_1\",\"format\":\"google-gemini-v1\",\"index\":0},{\"type\":\"reasoning.text\",\"format\":\"google-gemini-v1\",\"index\":1,\"text\":\"Hm\"}";
    String model =
        serveBy(
            "openrouter",
            "message-tools",
            wire ->
                wire.json(
                    200,
                    Transcript.TOOL_ANSWER.replace(
                        "\"content\":null",
                        "\"content\":null,\"reasoning_details\":[" + secret + "]")));
    Caller caller = world.callerWithCredit("1");

    ObjectNode answer = GatewayWorld.json(message(caller, model, HELLO));

    assertThat(answer.path("stop_reason").asText()).isEqualTo("tool_use");
    assertThat(answer.path("content").path(2))
        .hasToString(
            "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"weather\",\"input\":{\"city\":\"München\"}}");

    message(
        caller,
        model,
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":"
            + answer.path("content")
            + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\",\"is_error\":true,\"content\":\"No\"}]}]");

    JsonNode messages = Transcript.sent(world, "message-tools").path("messages");
    assertThat(messages.path(1).path("reasoning_details")).hasToString("[" + secret + "]");
    assertThat(messages.path(2))
        .hasToString(
            "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"is_error\":true,\"content\":\"No\"}");
  }

  @Test
  void whatIsSaidToAnthropicItselfGetsThereAndBackAsItWas() {
    String answer =
        "[{\"type\":\"thinking\",\"thinking\":\"So\",\"signature\":\"s2\"},{\"type\":\"text\",\"text\":\"Yes\"}]";
    String said =
        "[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"sig\"},{\"type\":\"redacted_thinking\",\"data\":\"xyz\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{\"city\":\"München\"}}]";
    String model =
        serveBy(
            "anthropic",
            "claude-there-and-back",
            wire ->
                wire.json(
                    200,
                    "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                        + answer
                        + ",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":12,\"output_tokens\":5,\"cache_read_input_tokens\":3}}"));

    HttpResponse<String> response =
        message(
            world.callerWithCredit("1"),
            model,
            "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":"
                + said
                + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"No\",\"is_error\":true}]}]");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    ObjectNode told = GatewayWorld.json(response);
    assertThat(told.path("content")).hasToString(answer);
    assertThat(told.path("usage").path("input_tokens").asInt()).isEqualTo(12);
    assertThat(told.path("usage").path("cache_read_input_tokens").asInt()).isEqualTo(3);
    JsonNode messages = Transcript.sent(world, "claude-there-and-back").path("messages");
    assertThat(messages.path(1).path("content")).hasToString(said);
    JsonNode result = messages.path(2).path("content").path(0);
    assertThat(result.path("tool_use_id").asText()).isEqualTo("toolu_1");
    assertThat(result.path("is_error").asBoolean()).isTrue();
  }

  private String serveBy(String dialect, String name, ScriptedUpstream.Script script) {
    world.offer(
        world.provider("scripted-" + name, world.upstream().baseUrl(), dialect),
        ProviderListing.chat(
            "scripted/" + name, name, name, 0, 4_096, GatewayWorld.RATES, null, "test"));
    world.upstream().on(name, script);
    return "scripted/" + name;
  }

  /// Row 68.
  @Test
  void aProviderThatTalksOnAfterAHangUpIsStoppedAndWhatWasHeldIsPaid() throws IOException {
    String model =
        world.serve(
            "message-endless",
            wire -> {
              wire.beginStream();
              while (true) {
                wire.event(Transcript.delta("{\"content\":\"more \"}"));
                Thread.sleep(Duration.ofMillis(5));
              }
            });
    Caller caller = world.callerWithCredit("1");
    int before = world.upstream().hungUp();
    String body = "{\"model\":\"" + model + "\"," + HELLO + ",\"stream\":true}";

    try (Socket socket = new Socket("localhost", GatewayWorld.address("/").getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/messages HTTP/1.1\r\nhost: localhost\r\nx-api-key: "
                      + caller.secret()
                      + "\r\ncontent-length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(UTF_8));
      socket.getInputStream().readNBytes(3_000);
    }

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(world.upstream().hungUp()).isGreaterThan(before));
    Map<String, Object> call = world.settledCall(caller);
    assertThat(call)
        .containsEntry("status", "cancelled")
        .containsEntry("cost_source", "estimate")
        .containsEntry("cost", call.get("held"));
    world.assertBooksBalance(caller);
  }

  private static String thoughtTextAndTool() {
    return event(
            "message_start",
            "\"message\":{\"id\":\"gen-ID\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"scripted/message-stream\",\"provider\":\"scripted-message-stream\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":0}}")
        + event(
            "content_block_start",
            "\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")
        + event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"Hm\"}")
        + event(
            "content_block_delta",
            "\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig\"}")
        + event("content_block_stop", "\"index\":0")
        + event(
            "content_block_start",
            "\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}")
        + event("content_block_stop", "\"index\":1")
        + event(
            "content_block_start",
            "\"index\":2,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
        + event(
            "content_block_delta",
            "\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello \"}")
        + event(
            "content_block_delta",
            "\"index\":2,\"delta\":{\"type\":\"text_delta\",\"text\":\"日本語🙂\"}")
        + event("content_block_stop", "\"index\":2")
        + event(
            "content_block_start",
            "\"index\":3,\"content_block\":{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"weather\",\"input\":{}}")
        + event(
            "content_block_delta",
            "\"index\":3,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":1}\"}")
        + event("content_block_stop", "\"index\":3")
        + event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"input_tokens\":12,\"cache_creation_input_tokens\":3,\"cache_read_input_tokens\":5,\"output_tokens\":4,\"cost\":0.0012}")
        + event("message_stop", "");
  }

  private static String event(String type, String fields) {
    return "event: "
        + type
        + "\ndata: {\"type\":\""
        + type
        + "\""
        + (fields.isEmpty() ? "" : "," + fields)
        + "}\n\n";
  }

  private HttpResponse<String> message(Caller caller, String model, String fields) {
    return world.send(
        Transcript.post(
            "/v1/messages", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}"));
  }
}
