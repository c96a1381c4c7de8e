package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Whole answers: what reaches the provider, what comes back, what is booked, and how each failure
/// reads.
@QuarkusTest
class ChatCompletionsTest {
  private final GatewayWorld world;

  ChatCompletionsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 1, 37, 39, 42 and 47.
  @Test
  void theProvidersOwnFigureIsTheCost() {
    String model =
        world.serve(
            "cost-in-body",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.00000045")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = GatewayWorld.json(response);
    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.path("id").asText())
        .startsWith("gen-")
        .isEqualTo(GatewayWorld.header(response, "x-generation-id"));
    assertThat(answer.path("model").asText()).isEqualTo(model);
    assertThat(answer.path("choices").path(0).path("message").path("content").asText())
        .isEqualTo("Hello 日本語🙂");
    assertThat(answer.has("system_fingerprint")).isTrue();
    assertThat(response.body()).contains("\"cost\":0.00000045");
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.00000045");
    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("exact");
    assertThat(GatewayWorld.header(response, "x-nemo-request-id"))
        .startsWith("req_")
        .isEqualTo(GatewayWorld.header(response, "x-request-id"));
    Map<String, Object> call = world.settledCall(caller);
    assertThat(call)
        .containsEntry("status", "ok")
        .containsEntry("cost", 450L)
        .containsEntry("cost_source", "provider");
    world.assertBooksBalance(caller);
  }

  /// Row 50.
  @Test
  void whatNoDatabaseCanStoreInAProvidersAnswerDoesNotChangeTheBill() {
    String answer = GatewayWorld.ANSWER.formatted(",\"cost\":0.0012");
    String odd = answer.replace("chatcmpl-1", "a\\u0000b").replace("\"stop\"", "\"st\\ud800op\"");
    String model = world.serve("odd", wire -> wire.json(200, odd));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(world.settledCall(caller))
        .containsEntry("status", "ok")
        .containsEntry("cost", 1_200_000L);
    world.assertBooksBalance(caller);
  }

  @Test
  void aCostHeaderCountsWhereTheBodyHasNoCost() {
    String model =
        world.serve(
            "cost-in-header",
            wire ->
                wire.json(
                    200, GatewayWorld.ANSWER.formatted(""), "x-litellm-response-cost: 4.5e-07"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.00000045");
    assertThat(world.settledCall(caller))
        .containsEntry("cost", 450L)
        .containsEntry("cost_source", "provider");
  }

  @Test
  void reportedTokensAreBilledAtTheCataloguePriceWhereTheProviderNamesNoCost() {
    String model =
        world.serve("catalogue", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    // 12 × $1 + 5 × $10 per million tokens.
    assertThat(GatewayWorld.header(response, "x-nemo-request-cost")).isEqualTo("0.000062");
    assertThat(world.settledCall(caller))
        .containsEntry("cost", 62_000L)
        .containsEntry("cost_source", "catalog");
  }

  /// Row 40.
  @Test
  void anAnswerWithoutUsageIsCountedAndMarkedAsAnEstimate() {
    String model =
        world.serve(
            "no-usage",
            wire ->
                wire.json(
                    200,
                    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"}}]}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(GatewayWorld.header(response, "x-nemo-cost-status")).isEqualTo("estimated");
    assertThat(GatewayWorld.json(response).path("usage").path("completion_tokens").asInt())
        .isEqualTo(2);
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    assertThat(world.settledCall(caller)).containsEntry("cost_source", "estimate");
  }

  /// Rows 16 and 29.
  @Test
  void unknownFieldsAreDroppedAndNamedAndTheClientsKeyGoesNowhere() {
    String model = world.serve("passes", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(
            caller.secret(),
            GatewayWorld.chat(
                model,
                ",\"foo_unknown\":{\"a\":[1]},\"\\u0007\\r\\nx: y,\":1,\"temperature\":null,\"max_tokens\":7"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(GatewayWorld.header(response, "x-nemo-ignored")).isEqualTo("foo_unknown, ???x:?y?");
    var received = world.upstream().received("passes").getFirst();
    assertThat(received.body())
        .doesNotContain("foo_unknown")
        .contains("\"model\":\"passes\"")
        .contains("\"max_tokens\":7");
    assertThat(received.headers()).containsEntry("authorization", "Bearer upstream-secret");
    assertThat(received.toString()).doesNotContain(caller.secret());
  }

  /// Row 89.
  @Test
  void whoNamesNoCeilingGetsOneThatAQuarterOfTheMoneyLeftPaysFor() {
    String model =
        world.serve("ceiling", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller rich = world.callerWithCredit("100");
    Caller poor = world.callerWithLimit("0.01");

    world.post(rich.secret(), GatewayWorld.chat(model, ""));
    HttpResponse<String> response = world.post(poor.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(200);
    var received = world.upstream().received("ceiling");
    assertThat(received.get(0).body()).contains("\"max_tokens\":4096");
    // $0.01 less some input at $1 a million leaves a little less than 1,000 tokens at $10 a
    // million.
    int ceiling =
        Json.parseObject(received.get(1).body().getBytes(UTF_8)).path("max_tokens").asInt();
    assertThat(ceiling).isBetween(225, 250);
    world.assertBooksBalance(poor);
  }

  /// Rows 2, 3, 18 and 19.
  @Test
  void bothPrefixesAndATrailingSlashLeadToTheSamePlaceAndOtherMethodsAreTurnedDown() {
    String model = world.serve("paths", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    for (String path : new String[] {"/api/v1/chat/completions", "/v1/chat/completions/"}) {
      HttpRequest request =
          HttpRequest.newBuilder(GatewayWorld.address(path))
              .header("authorization", "Bearer " + caller.secret())
              .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
              .build();
      assertThat(world.send(request).statusCode()).as(path).isEqualTo(200);
    }
    HttpResponse<String> get =
        world.send(HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions")).build());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(GatewayWorld.header(get, "allow")).isEqualTo("POST");
  }

  @Test
  void theModelListHasTheFieldsOfBothFamiliesAndNeedsALiveKey() {
    world.serve("listed", wire -> wire.json(200, "{}"));
    Caller caller = world.callerWithCredit("1");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(GatewayWorld.address("/v1/models"))
            .header("authorization", "Bearer " + caller.secret());

    JsonNode list = GatewayWorld.json(world.send(request.build()));
    world.keys().revoke(caller.place().owner(), caller.keyId());
    HttpResponse<String> afterwards = world.send(request.build());

    assertThat(list.path("object").asText()).isEqualTo("list");
    JsonNode model =
        StreamSupport.stream(list.path("data").spliterator(), false)
            .filter(entry -> entry.path("id").asText().equals("scripted/listed"))
            .findFirst()
            .orElseThrow();
    assertThat(model.path("object").asText()).isEqualTo("model");
    assertThat(model.path("pricing").path("prompt").asText()).isEqualTo("0.000001");
    assertThat(model.path("pricing").path("completion").asText()).isEqualTo("0.00001");
    assertThat(list.path("links").has("next")).isTrue();
    assertThat(afterwards.statusCode()).isEqualTo(401);
  }
}
