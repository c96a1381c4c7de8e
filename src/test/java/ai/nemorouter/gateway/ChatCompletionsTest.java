package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.Json;
import ai.nemorouter.testsupport.ScriptedUpstream;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// Whole answers: what reaches the provider, what comes back, what is booked, and how each failure
/// reads.
@QuarkusTest
class ChatCompletionsTest {
  private static final String ANSWER =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"upstream-name","choices":[
       {"index":0,"message":{"role":"assistant","content":"Hello 日本語🙂"},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17%s}}
      """;

  private final GatewayWorld world;

  ChatCompletionsTest(GatewayWorld world) {
    this.world = world;
  }

  @Test
  void theProvidersOwnFigureIsTheCost() {
    String model =
        world.serve(
            "cost-in-body", wire -> wire.json(200, ANSWER.formatted(",\"cost\":0.00000045")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode answer = GatewayWorld.json(response);
    assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
    assertThat(answer.path("id").asText())
        .startsWith("gen-")
        .isEqualTo(header(response, "x-generation-id"));
    assertThat(answer.path("model").asText()).isEqualTo(model);
    assertThat(answer.path("choices").path(0).path("message").path("content").asText())
        .isEqualTo("Hello 日本語🙂");
    assertThat(answer.has("system_fingerprint")).isTrue();
    assertThat(response.body()).contains("\"cost\":0.00000045");
    assertThat(header(response, "x-nemo-request-cost")).isEqualTo("0.00000045");
    assertThat(header(response, "x-nemo-cost-status")).isEqualTo("exact");
    assertThat(header(response, "x-nemo-request-id"))
        .startsWith("req_")
        .isEqualTo(header(response, "x-request-id"));
    Map<String, Object> call = settledCall(caller);
    assertThat(call)
        .containsEntry("status", "ok")
        .containsEntry("cost", 450L)
        .containsEntry("cost_source", "provider");
    assertBooksBalance(caller);
  }

  @Test
  void aCostHeaderCountsWhereTheBodyHasNoCost() {
    String model =
        world.serve(
            "cost-in-header",
            wire -> wire.json(200, ANSWER.formatted(""), "x-litellm-response-cost: 4.5e-07"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(header(response, "x-nemo-request-cost")).isEqualTo("0.00000045");
    assertThat(settledCall(caller))
        .containsEntry("cost", 450L)
        .containsEntry("cost_source", "provider");
  }

  @Test
  void reportedTokensAreBilledAtTheCataloguePriceWhereTheProviderNamesNoCost() {
    String model = world.serve("catalogue", wire -> wire.json(200, ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    // 12 × $1 + 5 × $10 per million tokens.
    assertThat(header(response, "x-nemo-request-cost")).isEqualTo("0.000062");
    assertThat(settledCall(caller))
        .containsEntry("cost", 62_000L)
        .containsEntry("cost_source", "catalog");
  }

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

    assertThat(header(response, "x-nemo-cost-status")).isEqualTo("estimated");
    assertThat(GatewayWorld.json(response).path("usage").path("completion_tokens").asInt())
        .isEqualTo(2);
    assertThat((Long) settledCall(caller).get("cost")).isPositive();
    assertThat(settledCall(caller)).containsEntry("cost_source", "estimate");
  }

  @Test
  void unknownFieldsPassThroughAndTheClientsKeyDoesNot() {
    String model = world.serve("passes", wire -> wire.json(200, ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    world.post(
        caller.secret(),
        GatewayWorld.chat(
            model, ",\"foo_unknown\":{\"a\":[1]},\"temperature\":null,\"max_tokens\":7"));

    var received = world.upstream().received("passes").getFirst();
    assertThat(received.body())
        .contains("\"foo_unknown\":{\"a\":[1]}")
        .contains("\"model\":\"passes\"")
        .contains("\"max_tokens\":7");
    assertThat(received.headers()).containsEntry("authorization", "Bearer upstream-secret");
    assertThat(received.toString()).doesNotContain(caller.secret());
  }

  @Test
  void whoNamesNoCeilingGetsTheOneThatHisMoneyPaysFor() {
    String model = world.serve("ceiling", wire -> wire.json(200, ANSWER.formatted("")));
    Caller rich = world.callerWithCredit("100");
    Caller poor = world.callerWithLimit("0.01");

    world.post(rich.secret(), GatewayWorld.chat(model, ""));
    HttpResponse<String> response = world.post(poor.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(200);
    var received = world.upstream().received("ceiling");
    assertThat(received.get(0).body()).contains("\"max_tokens\":4096");
    // $0.01 less some 80 bytes of input at $1 a million leaves a little less than 1,000 tokens at
    // $10 a million.
    int ceiling =
        Json.parseObject(received.get(1).body().getBytes(UTF_8)).path("max_tokens").asInt();
    assertThat(ceiling).isBetween(900, 1_000);
    assertBooksBalance(poor);
  }

  @Test
  void requestsWithoutAGoodKeyAreAnswered401InTheClientsProtocol() {
    String body = GatewayWorld.chat("scripted/none", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(body));

    for (String authorization :
        new String[] {"", "Bearer ", "Basic abc", "Bearer sk-nemo-nonsense", "garbage"}) {
      HttpRequest.Builder attempt = request.copy();
      if (!authorization.isEmpty()) {
        attempt.header("authorization", authorization);
      }
      HttpResponse<String> response = world.send(attempt.build());
      assertThat(response.statusCode()).as(authorization).isEqualTo(401);
      JsonNode error = GatewayWorld.json(response).path("error");
      assertThat(error.path("code").asInt()).isEqualTo(401);
      assertThat(error.path("type").asText()).isEqualTo("authentication_error");
      assertThat(error.path("metadata").path("error_type").asText()).isEqualTo("authentication");
      assertThat(header(response, "x-request-id")).startsWith("req_");
    }
  }

  @Test
  void aRevokedKeyIsRefusedAtOnceAlthoughItWasJustUsed() {
    String model = world.serve("revoked", wire -> wire.json(200, ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(200);

    world.keys().revoke(caller.place().owner(), caller.keyId());
    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(reason(response)).isEqualTo("key_revoked");
    assertThat(response.body()).doesNotContain(caller.secret());
    assertThat(world.upstream().received("revoked")).hasSize(1);
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSize(2));
    assertThat(world.calls(caller).get(1))
        .containsEntry("status", "refused")
        .containsEntry("reason", "key_revoked");
  }

  @Test
  void anUnknownModelIsNamedIn404AndAnUnpricedOneIsNeverFree() {
    Caller caller = world.callerWithCredit("1");
    String unpriced = world.offer("unpriced", world.upstream().baseUrl(), null);

    HttpResponse<String> unknown =
        world.post(caller.secret(), GatewayWorld.chat("acme/fake-1.0", ""));
    HttpResponse<String> withoutPrice =
        world.post(caller.secret(), GatewayWorld.chat(unpriced, ""));

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("`acme/fake-1.0` does not exist").contains("not found");
    assertThat(withoutPrice.statusCode()).isEqualTo(400);
    assertThat(reason(withoutPrice)).isEqualTo("model_unpriced");
    assertThat(world.upstream().received("unpriced")).isEmpty();
  }

  @Test
  void brokenRequestsAreAnswered400NamingTheFieldAndBigOnes413() {
    Caller caller = world.callerWithCredit("1");

    assertRefused(world.post(caller.secret(), "{\"model\":"), 400, "null");
    assertRefused(world.post(caller.secret(), ""), 400, "null");
    assertRefused(world.post(caller.secret(), "[]"), 400, "null");
    assertRefused(world.post(caller.secret(), "{\"model\":\"a/b\"}"), 400, "messages");
    assertRefused(world.post(caller.secret(), "{\"messages\":[{}]}"), 400, "model");
    assertRefused(
        world.post(caller.secret(), GatewayWorld.chat("a/b", ",\"max_tokens\":-1")),
        400,
        "max_tokens");
    assertRefused(world.post(caller.secret(), GatewayWorld.chat("a/b", ",\"n\":\"2\"")), 400, "n");
    assertRefused(
        world.post(
            caller.secret(), GatewayWorld.chat("a/b", ",\"x\":\"" + "y".repeat(300_000) + "\"")),
        413,
        "null");
  }

  @Test
  void anOrganizationWithoutCreditIsRefused402AndTheProviderIsNotCalled() {
    String model = world.serve("no-credit", wire -> wire.json(200, ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("0");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(reason(response)).isEqualTo("insufficient_credits");
    assertThat(header(response, "x-should-retry")).isEqualTo("false");
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(world.upstream().received("no-credit")).isEmpty();
  }

  @Test
  void aKeyAtItsLimitIsToldWhichLimitHowMuchIsLeftAndWhatToDo() {
    String model =
        world.serve("limit", wire -> wire.json(200, ANSWER.formatted(",\"cost\":0.009")));
    Caller caller = world.callerWithLimit("0.01");
    world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":800"));

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":800"));

    assertThat(response.statusCode()).isEqualTo(402);
    JsonNode error = GatewayWorld.json(response).path("error");
    assertThat(error.path("type").asText()).isEqualTo("budget_exceeded");
    JsonNode metadata = error.path("metadata");
    assertThat(metadata.path("reason").asText()).isEqualTo("key_budget_exceeded");
    assertThat(metadata.path("limit_source").asText()).isEqualTo("key");
    assertThat(metadata.path("limit_usd").decimalValue()).isEqualByComparingTo("0.01");
    assertThat(metadata.path("spend_usd").decimalValue()).isEqualByComparingTo("0.009");
    assertThat(metadata.path("remaining_usd").decimalValue()).isEqualByComparingTo("0.001");
    assertThat(error.path("message").asText())
        .contains("$0.001 is left")
        .contains("Raise the limit");
    assertThat(world.upstream().received("limit")).hasSize(1);
    assertBooksBalance(caller);
  }

  @Test
  void aProviderThatCannotBeReachedIs502AndCostsNothing() {
    String model = world.offer("down", URI.create("http://127.0.0.1:9/v1"), GatewayWorld.RATES);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(settledCall(caller)).containsEntry("status", "failed").containsEntry("cost", 0L);
    assertBooksBalance(caller);
  }

  @Test
  void aProviderThatIsTooSlowIs504AndItsInputIsBilled() {
    String model = world.serve("slow", ScriptedUpstream.Wire::waitForHangUp);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat((Long) settledCall(caller).get("cost")).isPositive();
    assertBooksBalance(caller);
  }

  @Test
  void errorsOfTheProviderKeepTheirMeaningAndHideItsSecrets() {
    Caller caller = world.callerWithCredit("1");
    String error = "{\"error\":{\"message\":\"%s\",\"type\":\"x\",\"code\":\"y\"}}";
    String busy =
        world.serve(
            "e429", wire -> wire.json(429, error.formatted("slow down"), "retry-after: 3600"));
    String broken = world.serve("e500", wire -> wire.json(500, error.formatted("stack trace")));
    String locked =
        world.serve("e401", wire -> wire.json(401, error.formatted("bad key upstream-secret")));
    String html =
        world.serve("e502", wire -> wire.answer(502, "text/html", "<h1>Bad gateway</h1>"));
    String context =
        world.serve(
            "e400", wire -> wire.json(400, error.formatted("maximum context length is 8192")));
    String inBand =
        world.serve("e200", wire -> wire.json(200, "{\"error\":{\"message\":\"x\",\"code\":503}}"));

    HttpResponse<String> limited = world.post(caller.secret(), GatewayWorld.chat(busy, ""));
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(header(limited, "retry-after")).isEqualTo("60");
    HttpResponse<String> unauthorized = world.post(caller.secret(), GatewayWorld.chat(locked, ""));
    assertThat(unauthorized.statusCode()).isEqualTo(502);
    assertThat(unauthorized.body()).doesNotContain("upstream-secret");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(broken, "")).statusCode())
        .isEqualTo(502);
    assertThat(
            GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(html, "")))
                .path("error")
                .path("code")
                .asInt())
        .isEqualTo(502);
    HttpResponse<String> tooLong = world.post(caller.secret(), GatewayWorld.chat(context, ""));
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(tooLong.body()).contains("maximum context length");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(inBand, "")).statusCode())
        .isEqualTo(503);
    assertBooksBalance(caller);
  }

  @Test
  void bothPrefixesAndATrailingSlashLeadToTheSamePlaceAndOtherMethodsAreTurnedDown() {
    String model = world.serve("paths", wire -> wire.json(200, ANSWER.formatted("")));
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
    assertThat(header(get, "allow")).isEqualTo("POST");
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

  private Map<String, Object> settledCall(Caller caller) {
    await().untilAsserted(() -> assertThat(world.calls(caller)).isNotEmpty());
    return world.calls(caller).getFirst();
  }

  private void assertBooksBalance(Caller caller) {
    await()
        .untilAsserted(() -> {
          Map<String, Object> books = world.books(caller);
          assertThat(books).containsEntry("holds", 0L).containsEntry("held", 0L);
          assertThat(books.get("used")).isEqualTo(books.get("cost"));
        });
  }

  private static void assertRefused(HttpResponse<String> response, int status, String param) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(GatewayWorld.json(response).path("error").path("param").asText()).isEqualTo(param);
  }

  private static String reason(HttpResponse<String> response) {
    return GatewayWorld.json(response).path("error").path("metadata").path("reason").asText();
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
