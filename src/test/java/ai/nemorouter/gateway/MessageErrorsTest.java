package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How Anthropic's clients are told that something is not done, and how they count.
@QuarkusTest
class MessageErrorsTest {
  private static final String HELLO =
      "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello\"}]";

  private final GatewayWorld world;

  MessageErrorsTest(GatewayWorld world) {
    this.world = world;
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

  @Test
  void aMessageIsCountedForNothing() {
    String model = world.serve("message-counted", wire -> wire.json(500, "{}"));
    Caller penniless = world.callerWithCredit("0");
    String hello =
        "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    int few = counted(penniless, hello.formatted("Hi"));
    int many = counted(penniless, hello.formatted("Hi there. ".repeat(100)));

    assertThat(few).isBetween(3, 30);
    assertThat(many - few).isBetween(200, 600);
    assertThat(world.upstream().received("message-counted")).isEmpty();
    assertThat(world.calls(penniless)).isEmpty();
    HttpResponse<String> stranger =
        world.send(Transcript.post("/v1/messages/count_tokens", "nobody", "{}"));
    assertError(stranger, 401, "authentication_error", "key_unknown");
  }

  private int counted(Caller caller, String body) {
    HttpResponse<String> response =
        world.send(Transcript.post("/v1/messages/count_tokens", caller.secret(), body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return GatewayWorld.json(response).path("input_tokens").asInt();
  }

  @Test
  void whatIsTurnedAwayAtTheDoorIsToldInAnthropicsWordsToo() {
    HttpResponse<String> wrongMethod =
        world.send(HttpRequest.newBuilder(GatewayWorld.address("/v1/messages")).GET().build());

    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(GatewayWorld.json(wrongMethod).path("error").path("type").asText())
        .isEqualTo("invalid_request_error");
    assertThat(GatewayWorld.header(wrongMethod, "request-id")).startsWith("req_");
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

  private HttpResponse<String> message(Caller caller, String model, String fields) {
    return world.send(
        Transcript.post(
            "/v1/messages", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}"));
  }
}
