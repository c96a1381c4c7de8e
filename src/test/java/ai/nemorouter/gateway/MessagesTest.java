package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Anthropic's Messages: what a provider is asked, and what the client reads.
@QuarkusTest
class MessagesTest {
  private static final String USAGE =
      "{\"prompt_tokens\":20,\"completion_tokens\":4,\"total_tokens\":24,\"prompt_tokens_details\":{\"cached_tokens\":5,\"cache_write_tokens\":3},\"cost\":0.0012}";
  private static final String HELLO =
      "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]";

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
        world.serve("message-content", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response =
        message(
            world.callerWithCredit("10"),
            model,
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
            """);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode sent = Transcript.sent(world, "message-content");
    assertThat(sent.path("messages"))
        .hasToString(
            "[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be brief\",\"cache_control\":{\"type\":\"ephemeral\"}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}},{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,BBBB\"}},{\"type\":\"text\",\"text\":\"Plain\"}]},"
                + "{\"role\":\"assistant\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Hm\",\"signature\":\"sig\"},{\"type\":\"reasoning.encrypted\",\"data\":\"xyz\"}],\"tool_calls\":[{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"München\\\"}\"}}],\"content\":\"I ask\"},"
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
    assertThat(Transcript.of(response))
        .isEqualTo(
            event(
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
                + event("message_stop", ""));
    assertThat(world.settledCall(caller)).containsEntry("status", "ok");
    world.assertBooksBalance(caller);
  }

  @Test
  void toolsAreCalledWithTheirInputAndAnotherProvidersSecretThoughtComesBackAsItWas() {
    String secret =
        "{\"type\":\"reasoning.encrypted\",\"data\":\"opaque\",\"id\":\"rs_1\",\"format\":\"openai-responses-v1\"}";
    String model =
        world.serve(
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
    assertThat(answer.path("content").path(1))
        .hasToString(
            "{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"weather\",\"input\":{\"city\":\"München\"}}");

    message(
        caller,
        model,
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":"
            + answer.path("content")
            + "},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"call_1\",\"is_error\":true}]}]");

    JsonNode messages = Transcript.sent(world, "message-tools").path("messages");
    assertThat(messages.path(1).path("reasoning_details")).hasToString("[" + secret + "]");
    assertThat(messages.path(2).path("content").asText()).isEqualTo("The tool failed.");
  }

  /// Row 105.
  @Test
  void errorsHaveAnthropicsEnvelopeAndTheirReasonBeside() {
    Caller penniless = world.callerWithCredit("0");
    String model = world.serve("message-refused", wire -> wire.json(500, "{}"));

    HttpResponse<String> noKey = world.send(Transcript.post("/v1/messages", "nobody", "{}"));
    HttpResponse<String> noMoney = message(penniless, model, HELLO);
    HttpResponse<String> noModel = message(penniless, "acme/none", HELLO);

    assertError(noKey, 401, "authentication_error", "key_unknown");
    assertError(noMoney, 402, "billing_error", "insufficient_credits");
    assertError(noModel, 404, "not_found_error", "model_not_found");
    assertThat(world.upstream().received("message-refused")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"429,429,rate_limit_error", "529,503,overloaded_error", "500,502,api_error"})
  void aProvidersFailureIsToldInAnthropicsWords(int status, int answered, String type) {
    String model = world.serve("message-status-" + status, wire -> wire.json(status, "{}"));

    HttpResponse<String> response = message(world.callerWithCredit("1"), model, HELLO);

    assertThat(response.statusCode()).isEqualTo(answered);
    assertThat(GatewayWorld.json(response).path("error").path("type").asText()).isEqualTo(type);
  }

  /// Row 64.
  @Test
  void aBreakAfterTheFirstWordIsAnErrorEvent() {
    String model =
        world.serve(
            "message-broken",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"content\":\"Hel\"}"));
              wire.event("{\"error\":{\"message\":\"Overloaded\",\"code\":529}}");
              wire.endStream();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = message(caller, model, HELLO + ",\"stream\":true");

    assertThat(response.body()).contains("event: error\ndata: {\"type\":\"error\"");
    ObjectNode last = Transcript.frames(response).getLast();
    assertThat(last.path("error").path("type").asText()).isEqualTo("overloaded_error");
    assertThat(last.path("request_id").asText())
        .isEqualTo(GatewayWorld.header(response, "x-request-id"));
    assertThat(Transcript.types(response)).doesNotContain("message_stop");
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  /// Row 68.
  @Test
  void aClientThatHangsUpStopsTheProviderAndPaysForWhatItGot() throws IOException {
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
    assertThat(world.settledCall(caller))
        .containsEntry("status", "cancelled")
        .containsEntry("cost_source", "estimate");
    world.assertBooksBalance(caller);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}] | max_tokens",
        "\"max_tokens\":9 | messages",
        "\"max_tokens\":9,\"messages\":[] | messages",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"robot\",\"content\":\"a\"}] | messages[0].role",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":7}] | messages[0].content",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"search_result\"}]}] | messages[0].content[0].type",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f\"}}]}] | messages[0].content[0].source",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}] | tools[0].type",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"tools\":[{\"type\":\"bash_20250124\",\"name\":\"bash\"}] | tools[0].type",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9} | thinking.budget_tokens",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"mcp_servers\":[{}] | mcp_servers",
        "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"speed\":\"fast\" | speed"
      })
  void whatCannotBeHonouredIsRefusedByName(String fields, String param) {
    String model = world.serve("message-invalid", wire -> wire.json(500, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = message(caller, model, fields);

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = GatewayWorld.json(response).path("error");
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(world.upstream().received("message-invalid")).isEmpty();
    assertThat(world.calls(caller)).isEmpty();
  }

  private static void assertError(
      HttpResponse<String> response, int status, String type, String reason) {
    assertThat(response.statusCode()).isEqualTo(status);
    ObjectNode body = GatewayWorld.json(response);
    assertThat(body.path("type").asText()).isEqualTo("error");
    assertThat(body.path("error").path("type").asText()).isEqualTo(type);
    assertThat(body.path("error").path("message").asText()).isNotBlank();
    assertThat(body.path("error").path("metadata").path("reason").asText()).isEqualTo(reason);
    assertThat(body.path("request_id").asText()).startsWith("req_");
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
