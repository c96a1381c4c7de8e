package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.catalog.price.Rates;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a client sends is one request, however often it is tried: one record, one identifier, one
/// count.
@QuarkusTest
class RequestsAndAttemptsTest {
  private static final String BROKEN = "{\"error\":{\"message\":\"boom\"}}";

  private final GatewayWorld world;
  private final Limits limits;
  private final MeterRegistry metrics;
  private final Visitor visitor;

  RequestsAndAttemptsTest(
      GatewayWorld world, Limits limits, MeterRegistry metrics, Visitor visitor) {
    this.world = world;
    this.limits = limits;
    this.metrics = metrics;
    this.visitor = visitor;
  }

  /// Serves `tried/<model>` first at a provider that costs a dollar for a million tokens, then at
  /// one that costs two.
  private String serve(String model, Script first, Script second) {
    offer(model, "one", "1", first);
    offer(model, "two", "2", second);
    return "tried/" + model;
  }

  private void offer(String model, String provider, String price, Script script) {
    String upstreamModel = provider + "-" + model;
    Rates rates = Rates.of(Money.ofUsd(price), Money.ofUsd(price));
    world.offer(
        world.provider(upstreamModel, world.upstream().baseUrl(), "openai"),
        ProviderListing.chat(
            "tried/" + model, model, upstreamModel, 0, 4_096, rates, null, "test"));
    world.upstream().on(upstreamModel, script);
  }

  private static Script answer() {
    return wire -> wire.json(200, GatewayWorld.ANSWER.formatted(""));
  }

  private static Script broken() {
    return wire -> wire.json(500, BROKEN);
  }

  /// Ends its answer before it is whole, after it had begun to work.
  private static Script cutOff() {
    return wire -> {
      wire.bytes(
          "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"
              .getBytes(StandardCharsets.UTF_8));
      wire.reset();
    };
  }

  private HttpResponse<String> post(Caller caller, String model) {
    return world.post(caller.secret(), GatewayWorld.chat(model, ""));
  }

  private Map<String, Object> only(Caller caller) {
    world.assertBooksBalance(caller);
    assertThat(world.requests(caller)).hasSize(1);
    return world.requests(caller).getFirst();
  }

  private double count(String name, String... tags) {
    Counter counter = metrics.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  @Test
  void threeTriesAreOneRequestOfThreeAttempts() {
    String model = serve("thrice", broken(), broken());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, model);

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(GatewayWorld.header(response, "x-nemo-attempts")).isEqualTo("3");
    assertThat(only(caller))
        .containsEntry("status", "failed")
        .containsEntry("attempts", 3)
        .containsEntry("cost", 0L);
    assertThat(world.calls(caller)).hasSize(3);
  }

  @Test
  void anAnswerAfterAFailureIsASuccessThatTellsOneIdentifier() {
    String model = serve("second", broken(), answer());
    Caller caller = world.callerWithCredit("1");
    double requests = count("nemorouter.requests", "operation", "chat", "status", "ok");

    HttpResponse<String> response = post(caller, model);

    String requestId = GatewayWorld.header(response, "x-nemo-request-id");
    assertThat(GatewayWorld.json(response).path("id").asText())
        .isEqualTo(requestId.replace("req_", "gen-"))
        .isEqualTo(GatewayWorld.header(response, "x-generation-id"));
    Map<String, Object> request = only(caller);
    assertThat(request)
        .containsEntry("status", "ok")
        .containsEntry("attempts", 2)
        .containsEntry("provider", "two-second");
    assertThat(String.valueOf(request.get("id")).replace("-", ""))
        .isEqualTo(requestId.substring(4));
    await()
        .untilAsserted(() ->
            assertThat(count("nemorouter.requests", "operation", "chat", "status", "ok"))
                .isGreaterThan(requests));
    assertThat(count("nemorouter.attempts", "provider", "one-second", "status", "failed"))
        .isEqualTo(1);
    assertThat(count("nemorouter.attempts", "provider", "two-second", "status", "ok")).isEqualTo(1);
  }

  /// Row 43.
  @Test
  void aRequestCostsWhatItsAttemptsCostAndAnyOfItsIdentifiersFindsIt() {
    String model = serve("costly", cutOff(), answer());
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = post(caller, model);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode byGeneration = generation(caller, GatewayWorld.header(response, "x-generation-id"));
    Map<String, Object> request = only(caller);
    long sum = world.calls(caller).stream().mapToLong(attempt -> (Long) attempt.get("cost")).sum();
    assertThat(request).containsEntry("cost", sum).containsEntry("attempts", 2);
    assertThat(sum)
        .as("twelve and five tokens at the second, and the first's input")
        .isGreaterThan(34_000);
    assertThat(byGeneration.path("total_cost").decimalValue().movePointRight(9).longValueExact())
        .isEqualTo(sum);
    assertThat(byGeneration.path("attempts").asInt()).isEqualTo(2);
    assertThat(generation(caller, GatewayWorld.header(response, "x-nemo-request-id")))
        .isEqualTo(byGeneration);
    Object second = world.calls(caller).getLast().get("id");
    assertThat(second).isNotEqualTo(request.get("id"));
    assertThat(generation(caller, "gen-" + String.valueOf(second).replace("-", "")))
        .isEqualTo(byGeneration);
  }

  @Test
  void aFallbackTakesNoOtherRequestOfTheKeysLimit() {
    String model = serve("limited", cutOff(), answer());
    Caller caller = world.callerWithCredit("1");
    limits.add(
        caller.place().owner(),
        Scope.key(caller.keyId()),
        new LimitTerms(Unit.REQUESTS, Period.MINUTE, 2, null, null, LimitTerms.USUAL_ALERTS),
        CountFrom.NOW);

    assertThat(post(caller, model).statusCode()).isEqualTo(200);
    assertThat(post(caller, model).statusCode()).isEqualTo(200);
    HttpResponse<String> third = post(caller, model);

    assertThat(third.statusCode()).isEqualTo(429);
    world.assertBooksBalance(caller);
    assertThat(world.requests(caller))
        .extracting(request -> request.get("status"))
        .containsExactly("ok", "ok", "refused");
    assertThat(world.calls(caller)).hasSize(5);
  }

  @Test
  void theConsoleListsOneRequestFindsItByAnyNameAndShowsItsAttempts() {
    String model = serve("shown", broken(), answer());
    Caller caller = world.callerWithCredit("1");
    String requestId = GatewayWorld.header(post(caller, model), "x-nemo-request-id");
    Map<String, Object> request = only(caller);
    Visitor.Person owner = visitor.owner(caller.place().orgId());
    String second = String.valueOf(world.calls(caller).getLast().get("id"));

    for (String name :
        List.of(requestId, requestId.replace("req_", "gen-"), second, "gen-" + second)) {
      String list = owner.browser().get(caller.place().path("requests?id=" + name)).asString();
      assertThat(list).as(name).contains("<span>1 request</span>", "2 attempts", model);
    }
    String file =
        owner.browser().post(caller.place().path("requests/exports?id=" + requestId)).asString();
    assertThat(file.lines().toList()).as("a line of headings and the request's").hasSize(2);
    assertThat(file).contains("\"" + requestId + "\",\"ok\"", "\"two-shown\"", ",false,2,");
    String none = owner.browser().get(caller.place().path("requests?id=gen-unknown")).asString();
    assertThat(none).contains("No request matches");
    for (Object id : List.of(request.get("id"), second)) {
      String page = owner.browser().get(caller.place().path("requests/" + id)).asString();
      assertThat(page)
          .contains(requestId, "one-shown", "HTTP 500", "two-shown")
          .contains("Test (team Research) asked " + model)
          .contains("one-shown failed with HTTP 500, then two-shown answered after ");
    }
  }

  private JsonNode generation(Caller caller, String id) {
    HttpResponse<String> found =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/v1/generation?id=" + id))
                .header("Authorization", "Bearer " + caller.secret())
                .build());
    assertThat(found.statusCode()).as(id).isEqualTo(200);
    return GatewayWorld.json(found).path("data");
  }
}
