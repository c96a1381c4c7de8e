package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.management.ManagementKeys;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Holds;
import ai.nemorouter.limit.engine.Payer;
import ai.nemorouter.limit.engine.Settlement;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers that report what cannot be true: it is not booked, and whatever is booked already
/// fails no list.
@QuarkusTest
class ImplausibleUsageTest {
  /// Twelve input tokens at a dollar a million and five output tokens at ten.
  private static final long BY_CATALOGUE = 62_000;

  private static final String REASON = "implausible_usage";

  private final GatewayWorld world;
  private final World organizations;
  private final Visitor visitor;
  private final Owner owner;
  private final ManagementKeys managementKeys;
  private final Holds holds;

  ImplausibleUsageTest(
      GatewayWorld world,
      World organizations,
      Visitor visitor,
      Owner owner,
      ManagementKeys managementKeys,
      Holds holds) {
    this.world = world;
    this.organizations = organizations;
    this.visitor = visitor;
    this.owner = owner;
    this.managementKeys = managementKeys;
    this.holds = holds;
  }

  private Map<String, Object> booked(Caller caller, String name, Script script, String more) {
    String model = world.serve(name, script);
    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"max_tokens\":20" + more));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Map<String, Object> call = world.settledCall(caller);
    HttpResponse<String> generation =
        get(
            "/v1/generation?id=" + GatewayWorld.header(response, "x-generation-id"),
            caller.secret());
    assertThat(GatewayWorld.json(generation).path("data").path("reason").asText(null))
        .isEqualTo(call.get("reason"));
    world.assertBooksBalance(caller);
    return call;
  }

  @ParameterizedTest
  @ValueSource(strings = {"9200000000", "9.2e9", "10.01", "1000000"})
  void aCostFarBeyondTheWorstCaseCountsAsNotReportedAndTheCallIsFlagged(String cost) {
    Caller inBody = world.callerWithCredit("10");
    Caller inHeader = world.callerWithCredit("10");

    Map<String, Object> body =
        booked(
            inBody,
            "lies-body-" + cost,
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":" + cost)),
            "");
    Map<String, Object> header =
        booked(
            inHeader,
            "lies-header-" + cost,
            wire ->
                wire.json(
                    200, GatewayWorld.ANSWER.formatted(""), "x-litellm-response-cost: " + cost),
            "");

    for (Map<String, Object> call : List.of(body, header)) {
      assertThat(call)
          .containsEntry("status", "ok")
          .containsEntry("cost", BY_CATALOGUE)
          .containsEntry("cost_source", "catalog")
          .containsEntry("reason", REASON)
          .containsEntry("overrun", false);
    }
  }

  @Test
  void countsFarBeyondWhatWasHeldForAreCountedHere() {
    Caller caller = world.callerWithCredit("10");

    Map<String, Object> call =
        booked(
            caller,
            "lies-counts",
            wire ->
                wire.json(
                    200,
                    GatewayWorld.ANSWER
                        .formatted("")
                        .replace("\"prompt_tokens\":12", "\"prompt_tokens\":1000000000")),
            "");

    assertThat(call).containsEntry("cost_source", "estimate").containsEntry("reason", REASON);
    assertThat((Long) call.get("prompt_tokens")).isLessThan(100);
    assertThat((Long) call.get("cost")).isPositive().isLessThan(1_000_000);
  }

  @Test
  void theSameHoldsForAStream() {
    Caller caller = world.callerWithCredit("10");

    Map<String, Object> call =
        booked(
            caller,
            "lies-stream",
            wire -> {
              wire.beginStream();
              wire.event(
                  "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}");
              wire.event(
                  "{\"id\":\"c\",\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":1000000000,\"cost\":9200000000}}");
              wire.event("[DONE]");
              wire.endStream();
            },
            ",\"stream\":true");

    assertThat(call).containsEntry("cost_source", "estimate").containsEntry("reason", REASON);
    assertThat((Long) call.get("cost")).isPositive().isLessThan(1_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 12",
    "1.5, 12",
    "\"twelve\", 12",
    "12, -1",
    "12, 0.5",
    "99999999999999999999, 12",
    "1e400, 12",
    "null, 12"
  })
  void countsThatAreNoneAreCountedHereAndNotFlagged(String prompt, String completion) {
    Caller caller = world.callerWithCredit("10");

    Map<String, Object> call =
        booked(
            caller,
            "no-counts-" + (prompt + completion).replaceAll("[^0-9a-z]", "-"),
            wire ->
                wire.json(
                    200,
                    "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":"
                        + prompt
                        + ",\"completion_tokens\":"
                        + completion
                        + "}}"),
            "");

    assertThat(call).containsEntry("cost_source", "estimate").containsEntry("reason", null);
  }

  @Test
  void anHonestExcessIsBookedInFull() {
    Caller caller = world.callerWithCredit("20");

    Map<String, Object> call =
        booked(
            caller,
            "honest-excess",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":9.99")),
            "");

    assertThat(call)
        .containsEntry("cost", Money.ofUsd("9.99").nanos())
        .containsEntry("cost_source", "provider")
        .containsEntry("overrun", true)
        .containsEntry("reason", null);
  }

  @Test
  void rowsThatExceedAnySumLeaveEveryListAlive() {
    Caller caller = world.callerWithCredit("10");
    World.Place place = caller.place();
    for (int i = 0; i < 3; i++) {
      organizations.recordCall(place, caller.keyId(), Money.ofNanos(Long.MAX_VALUE));
    }
    owner.useTransaction(handle -> {
      handle.execute(
          "update calls set prompt_tokens = 9223372036854775807, completion_tokens = 9223372036854775807 where org_id = ?",
          place.orgId());
      handle.execute(
          "update windows set used = 9223372036854775807 where org_id = ?", place.orgId());
    });
    String management = managementKey(caller);
    Visitor.Person operator = visitor.operator();
    Visitor.Person admin = visitor.owner(place.orgId());

    assertFine(operator.browser().get("/operator/organizations"));
    for (String page :
        List.of(
            "overview",
            "keys",
            "members",
            "teams",
            "requests",
            "limits",
            "credit",
            "keys/" + caller.keyId())) {
      assertFine(admin.browser().get(place.path(page)));
    }
    for (String path : List.of("/v1/keys", "/v1/credits", "/v1/limits")) {
      assertFine(get(path, management));
    }
    assertFine(get("/v1/key", caller.secret()));
    for (String limit :
        List.of(
            "\"scope\":\"key\",\"scope_id\":\""
                + caller.keyId()
                + "\",\"unit\":\"usd\",\"period\":\"total\"",
            "\"scope\":\"organization\",\"unit\":\"tokens\",\"period\":\"total\"")) {
      HttpResponse<String> added =
          world.post("/v1/limits", management, "{" + limit + ",\"amount\":5}");
      assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    }
    assertFine(get("/v1/key", caller.secret()));
    assertFine(admin.browser().get(place.path("limits")));
    assertRefusedAndChecked(caller);
  }

  private void assertRefusedAndChecked(Caller caller) {
    HttpResponse<String> refused =
        world.post(
            caller.secret(),
            GatewayWorld.chat(
                world.serve(
                    "beyond-sums", wire -> wire.json(200, GatewayWorld.ANSWER.formatted(""))),
                ""));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
    assertThat(world.deviations(caller)).isNotNull();
  }

  @Test
  void costsBeyondAnySumAreBookedAndFailNeitherTheirNeighboursNorLaterHolds() {
    Caller lied = world.callerWithLimit("1");
    Caller neighbour = world.callerWithCredit("10");
    List<HoldRequest> lies = List.of(hold(lied), hold(lied));
    HoldRequest honest = hold(neighbour);
    lies.forEach(holds::place);
    holds.place(honest);

    lies.forEach(lie -> holds.settle(settlement(lie, "9200000000")));
    holds.settle(settlement(honest, "0.5"));

    await()
        .untilAsserted(() -> {
          assertThat(world.calls(lied)).hasSize(2);
          assertThat(world.calls(neighbour)).hasSize(1);
        });
    assertThat(world.books(neighbour)).containsEntry("used", Money.ofUsd("0.5").nanos());
    assertThat(world.books(lied)).containsEntry("used", 4_000_000_000_000_000_000L);
    assertThat(holds.place(hold(lied))).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(holds.place(hold(neighbour))).isInstanceOf(HoldOutcome.Granted.class);
  }

  private static HoldRequest hold(Caller caller) {
    World.Place place = caller.place();
    return new HoldRequest(
        Ids.next(),
        new Payer(place.orgId(), place.teamId(), caller.keyId(), null),
        1,
        new HoldRange(Money.ofUsd("0.1"), Money.ZERO, 10, 1, 1, Money.ZERO, 0),
        Settlement.Route.chat("m", "a/m", "test", null, false));
  }

  private static Settlement settlement(HoldRequest request, String cost) {
    return new Settlement(
        request.id(),
        request.payer(),
        Settlement.Status.OK,
        200,
        null,
        Map.of(),
        request.route(),
        true,
        new Settlement.Answer("stop", "up-1", 10, 5, 0, 0, 0, 0, 0, 0),
        new Settlement.Cost(Money.ofUsd(cost), "provider"),
        null,
        12);
  }

  private static void assertFine(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
  }

  private static void assertFine(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path, String secret) {
    return world.send(
        HttpRequest.newBuilder(GatewayWorld.address(path))
            .header("authorization", "Bearer " + secret)
            .build());
  }

  private String managementKey(Caller caller) {
    UUID orgId = caller.place().orgId();
    String secret = "a management key of " + orgId;
    managementKeys.replace(orgId, "Terraform", secret);
    return secret;
  }
}
