package ai.nemorouter.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/// Whole answers: what reaches the provider, what comes back, what is booked, and how each failure
/// reads.
@QuarkusTest
class RefusalsTest {
  private final GatewayWorld world;

  RefusalsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 4, 5 and 6.
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
      assertThat(GatewayWorld.header(response, "x-request-id")).startsWith("req_");
    }
  }

  /// Rows 7 and 8.
  @Test
  void aRevokedKeyIsRefusedAtOnceAlthoughItWasJustUsed() {
    String model =
        world.serve("revoked", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");
    assertThat(world.post(caller.secret(), GatewayWorld.chat(model, "")).statusCode())
        .isEqualTo(200);

    world.keys().revoke(caller.place().owner(), caller.keyId());
    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(GatewayWorld.reason(response)).isEqualTo("key_revoked");
    assertThat(response.body()).doesNotContain(caller.secret());
    assertThat(world.upstream().received("revoked")).hasSize(1);
    await().untilAsserted(() -> assertThat(world.calls(caller)).hasSize(2));
    assertThat(world.calls(caller).get(1))
        .containsEntry("status", "refused")
        .containsEntry("reason", "key_revoked");
  }

  /// Rows 26 and 41.
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
    assertThat(GatewayWorld.reason(withoutPrice)).isEqualTo("model_unpriced");
    assertThat(world.upstream().received("unpriced")).isEmpty();
  }

  /// Rows 21, 22, 24, 25 and 30.
  @Test
  void brokenRequestsAreAnswered400NamingTheFieldAndBigOnes413() {
    Caller caller = world.callerWithCredit("1");

    assertRefused(world.post(caller.secret(), "{\"model\":"), 400, "null");
    assertRefused(world.post(caller.secret(), ""), 400, "null");
    assertRefused(world.post(caller.secret(), "[]"), 400, "null");
    assertRefused(world.post(caller.secret(), "{\"model\":\"a/b\"}"), 400, "messages");
    assertRefused(
        world.post(caller.secret(), GatewayWorld.chat("a/" + "b".repeat(300), "")), 400, "model");
    assertRefused(world.post(caller.secret(), GatewayWorld.chat("a/\\u0000b", "")), 400, "model");
    assertRefused(world.post(caller.secret(), GatewayWorld.chat("a/\\ud800b", "")), 400, "model");
    assertRefused(
        world.post(caller.secret(), "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
        400,
        "model");
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

  /// Rows 85 and 86.
  @Test
  void anOrganizationWithoutCreditIsRefused402AndTheProviderIsNotCalled() {
    String model =
        world.serve("no-credit", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("0");

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(402);
    assertThat(GatewayWorld.reason(response)).isEqualTo("insufficient_credits");
    assertThat(GatewayWorld.header(response, "x-should-retry")).isEqualTo("false");
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
    assertThat(world.upstream().received("no-credit")).isEmpty();
  }

  /// Row 87.
  @Test
  void aKeyAtItsLimitIsToldWhichLimitHowMuchIsLeftAndWhatToDo() {
    String model =
        world.serve(
            "limit", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.009")));
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
    world.assertBooksBalance(caller);
  }

  private static void assertRefused(HttpResponse<String> response, int status, String param) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(GatewayWorld.json(response).path("error").path("param").asText()).isEqualTo(param);
  }
}
