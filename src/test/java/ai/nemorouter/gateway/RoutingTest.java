package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which offering serves a request, and what happens when one fails.
@QuarkusTest
class RoutingTest {
  private static final String BUSY = "{\"error\":{\"message\":\"slow down\"}}";
  private static final String BROKEN = "{\"error\":{\"message\":\"boom\"}}";

  private final GatewayWorld world;

  RoutingTest(GatewayWorld world) {
    this.world = world;
  }

  /// Serves `routed/<model>` at a provider of that name, as `<provider>-<model>`.
  private String serve(String model, String provider, String price, Script script) {
    return serve(model, provider, price, world.upstream().baseUrl(), script);
  }

  private String serve(String model, String provider, String price, URI url, Script script) {
    String upstreamModel = provider + "-" + model;
    Rates rates = Rates.of(Money.ofUsd(price), Money.ofUsd(price));
    world.offer(
        world.provider(provider + "-" + model, url, "openai"),
        ProviderListing.chat(
            "routed/" + model, model, upstreamModel, 0, 4_096, rates, null, "test"));
    world.upstream().on(upstreamModel, script);
    return "routed/" + model;
  }

  private static Script answer() {
    return wire -> wire.json(200, GatewayWorld.ANSWER.formatted(""));
  }

  private static Script status(int status, String body, String... headers) {
    return wire -> wire.json(status, body, headers);
  }

  private int asked(String provider, String model) {
    return world.upstream().received(provider + "-" + model).size();
  }

  private HttpResponse<String> post(Caller caller, String model, String more) {
    return world.post(caller.secret(), GatewayWorld.chat(model, more));
  }

  private static JsonNode error(HttpResponse<String> response) {
    return GatewayWorld.json(response).path("error");
  }

  /// Row 75.
  @Test
  void aProviderThatLimitsTheRateIsFollowedByTheNextAndEachAttemptIsOnRecord() {
    String model = serve("busy", "a", "1", status(429, BUSY, "retry-after: 20"));
    serve("busy", "b", "2", answer());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, model, "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.json(response).path("provider").asText()).isEqualTo("b-busy");
    assertThat(GatewayWorld.json(response).path("model").asText()).isEqualTo(model);
    assertThat(GatewayWorld.header(response, "x-nemo-attempts")).isEqualTo("2");
    assertThat(GatewayWorld.header(response, "x-nemo-provider")).isEqualTo("b-busy");
    world.assertBooksBalance(caller);
    List<Map<String, Object>> calls = world.calls(caller);
    assertThat(calls).extracting(call -> call.get("status")).containsExactly("failed", "ok");
    assertThat(calls.getFirst()).containsEntry("cost", 0L);
    // 12 and 5 tokens at the second provider's price.
    assertThat(calls.getLast()).containsEntry("cost", 34_000L);
  }

  /// Row 76.
  @Test
  void withoutAnotherProviderTheClientIsToldWhenToComeBack() {
    String model = serve("alone", "a", "1", status(429, BUSY, "retry-after: 20"));

    HttpResponse<String> response = post(world.callerWithCredit("1"), model, "");

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(error(response).path("code").asInt()).isEqualTo(429);
    assertThat(error(response).path("metadata").path("provider_name").asText())
        .isEqualTo("a-alone");
    assertThat(GatewayWorld.header(response, "retry-after")).isEqualTo("20");
    assertThat(asked("a", "alone")).isEqualTo(1);
  }

  /// Row 77.
  @Test
  void aProviderThatFailsIsAskedThreeTimesAtTheMost() {
    String model = serve("broken", "a", "1", status(500, BROKEN));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, model, "");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(asked("a", "broken")).isEqualTo(3);
    assertThat(GatewayWorld.header(response, "x-nemo-attempts")).isEqualTo("3");
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller))
        .allMatch(call -> Long.valueOf(0).equals(call.get("cost")))
        .hasSize(3);
  }

  /// Row 79.
  @Test
  void aPromptThatIsTooLongForOneModelGoesToTheNextModelNotToTheNextProvider() {
    String small =
        serve(
            "small", "a", "1", status(400, "{\"error\":{\"message\":\"maximum context length\"}}"));
    serve("small", "b", "1", answer());
    String large = serve("large", "c", "1", answer());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> alone = post(caller, small, "");
    HttpResponse<String> fallback = post(caller, small, ",\"models\":[\"" + large + "\"]");

    assertThat(alone.statusCode()).isEqualTo(400);
    assertThat(alone.body()).contains("maximum context length");
    assertThat(asked("b", "small")).isZero();
    assertThat(fallback.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.json(fallback).path("model").asText()).isEqualTo(large);
  }

  /// Row 80.
  @Test
  void aProviderThatTurnsTheAccountDownIsNeverPassedOnAsTheCallersOwnFault() {
    String model = serve("locked", "a", "1", status(401, BROKEN));
    serve("locked", "b", "1", status(403, BROKEN));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, model, "");

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(error(response).path("metadata").path("reason").asText())
        .isEqualTo("provider_account");
    assertThat(asked("a", "locked")).isEqualTo(1);
    assertThat(asked("b", "locked")).isEqualTo(1);
  }

  /// Row 83.
  @Test
  void theModelsOfARequestAreTriedInOrderAndTheOneThatAnswersIsPriced() {
    String bad = serve("bad", "a", "1", status(503, BROKEN));
    String good = serve("good", "b", "3", answer());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> failing =
        post(caller, bad, ",\"models\":[\"" + bad + "\",\"" + good + "\"]");
    HttpResponse<String> unknown = post(caller, "routed/nobody", ",\"models\":[\"" + good + "\"]");

    assertThat(failing.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.json(failing).path("model").asText()).isEqualTo(good);
    assertThat(GatewayWorld.json(failing).path("usage").path("cost").decimalValue())
        .isEqualByComparingTo("0.000051");
    assertThat(GatewayWorld.json(unknown).path("model").asText()).isEqualTo(good);
  }

  /// Row 84.
  @Test
  void whatARequestSaysOfProvidersIsKeptOrRefusedNamingTheWish() {
    String model = serve("wish", "dear", "5", answer());
    serve("wish", "cheap", "1", answer());
    Caller caller = world.callerWithCredit("1");

    assertThat(served(post(caller, model, ""))).isEqualTo("dear-wish");
    assertThat(served(post(caller, model, provider("\"sort\":\"price\"")))).isEqualTo("cheap-wish");
    assertThat(served(post(caller, model + ":floor", ""))).isEqualTo("cheap-wish");
    assertThat(served(post(caller, model, provider("\"order\":[\"cheap-wish\"]"))))
        .isEqualTo("cheap-wish");
    assertThat(served(post(caller, model, provider("\"ignore\":[\"dear-wish\"]"))))
        .isEqualTo("cheap-wish");
    assertThat(served(post(caller, model, provider("\"only\":[\"cheap-wish\"]"))))
        .isEqualTo("cheap-wish");
    assertThat(served(post(caller, model, provider("\"max_price\":{\"prompt\":2}"))))
        .isEqualTo("cheap-wish");
    assertFiltered(post(caller, model, provider("\"only\":[\"nobody\"]")), "provider.only");
    assertFiltered(
        post(caller, model, provider("\"max_price\":{\"completion\":\"0.5\"}")),
        "provider.max_price");
    assertFiltered(post(caller, model + ":free", ""), ":free");
    assertFiltered(
        post(caller, model, provider("\"require_parameters\":true") + ",\"made_up\":1"),
        "provider.require_parameters");
    assertThat(
            post(caller, model, provider("\"require_parameters\":true") + ",\"max_tokens\":9")
                .statusCode())
        .isEqualTo(200);
    assertRefused(post(caller, model, provider("\"zdr\":true")), "provider.zdr");
    assertRefused(
        post(caller, model, provider("\"data_collection\":\"deny\"")), "provider.data_collection");
    assertRefused(post(caller, model, provider("\"best\":true")), "provider.best");
    assertRefused(post(caller, model, provider("\"sort\":\"exacto\"")), "provider.sort");
    assertRefused(post(caller, model, ",\"route\":\"best\""), "route");
  }

  /// Row 84.
  @Test
  void withoutFallbacksNoOtherProviderIsAsked() {
    String model = serve("strict", "a", "1", status(503, BROKEN));
    serve("strict", "b", "1", answer());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        post(caller, model, provider("\"allow_fallbacks\":false,\"order\":[\"a-strict\"]"));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(asked("b", "strict")).isZero();
    assertThat(served(post(caller, model, ""))).isEqualTo("b-strict");
  }

  /// Row 28.
  @Test
  void aSuffixIsUnderstoodOrRefusedAndNeverServedAsSomethingElse() {
    String model = serve("suffix", "a", "1", answer());
    Caller caller = world.callerWithCredit("1");

    assertThat(post(caller, model + ":nitro", "").statusCode()).isEqualTo(200);
    for (String other :
        List.of(model + ":online", model + ":thinking", model + "@preset/x", "openrouter/auto")) {
      HttpResponse<String> refused = post(caller, other, "");
      assertThat(refused.statusCode()).as(other).isEqualTo(404);
      assertThat(refused.body()).contains("not found");
    }
    assertThat(post(caller, model + ":online", "").body()).contains(":online");
    assertThat(asked("a", "suffix")).isEqualTo(1);
  }

  /// Row 26.
  @Test
  void anUnknownModelIsRefusedAsBothFamiliesOfClientsExpectAndHoldsNothing() {
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, "x/y", "");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(error(response).path("message").asText())
        .isEqualTo(
            "The model `x/y` does not exist or you do not have access to it (model not found).");
    JsonNode availability = error(response).path("availability");
    assertThat(availability.path("code").asText()).isEqualTo("model_not_found");
    assertThat(availability.path("retryable").asBoolean(true)).isFalse();
    assertThat(availability.path("requested_models").path(0).asText()).isEqualTo("x/y");
    assertThat(world.books(caller)).containsEntry("held", 0L);
  }

  /// Row 29.
  @Test
  void extrasThatAreNotDoneHereAreNotSentOnAndTheAnswerSaysSo() {
    String model = serve("extras", "a", "1", answer());

    HttpResponse<String> response =
        post(
            world.callerWithCredit("1"),
            model,
            ",\"foo_unknown\":1,\"provider\":{},\"transforms\":[\"middle-out\"],\"plugins\":[{\"id\":\"web\"}],"
                + "\"usage\":{\"include\":true},\"models\":[],\"session_id\":\"s\",\"trace\":{}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.header(response, "x-nemo-ignored"))
        .isEqualTo("plugins, transforms, foo_unknown, session_id, trace");
    assertThat(world.upstream().received("a-extras").getFirst().body())
        .doesNotContain(
            "foo_unknown", "plugins", "transforms", "\"models\"", "\"provider\"", "\"usage\"");
  }

  @Test
  void aProviderWhoseOwnLimitIsUsedUpIsPassedOver() {
    String model = serve("narrow", "a", "1", answer());
    serve("narrow", "b", "1", answer());
    Caller caller = world.callerWithCredit("1");
    world.limitProvider(caller, "a-narrow", "0");

    assertThat(served(post(caller, model, ""))).isEqualTo("b-narrow");
    HttpResponse<String> only = post(caller, model, provider("\"only\":[\"a-narrow\"]"));

    assertThat(only.statusCode()).isEqualTo(402);
    assertThat(error(only).path("metadata").path("limit_provider").asText()).isEqualTo("a-narrow");
    assertThat(asked("a", "narrow")).isZero();
    world.assertBooksBalance(caller);
  }

  private static String provider(String preferences) {
    return ",\"provider\":{" + preferences + "}";
  }

  private static String served(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return GatewayWorld.json(response).path("provider").asText();
  }

  private static void assertFiltered(HttpResponse<String> response, String wish) {
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(error(response).path("availability").path("code").asText())
        .isEqualTo("constraint_filtered");
    assertThat(error(response).path("availability").path("constraint").asText()).isEqualTo(wish);
    assertThat(response.body()).contains(wish);
  }

  private static void assertRefused(HttpResponse<String> response, String param) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(error(response).path("param").asText()).isEqualTo(param);
  }
}
