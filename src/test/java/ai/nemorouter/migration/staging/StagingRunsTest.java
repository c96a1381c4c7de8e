package ai.nemorouter.migration.staging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream;
import ai.nemorouter.testsupport.Visitor;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Sample calls with a new key, through the gateway's own port.
@QuarkusTest
class StagingRunsTest {
  private static final String TOOL_ANSWER =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"u","choices":[{"index":0,"finish_reason":"tool_calls","message":
       {"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"report_ready","arguments":"{}"}}]}}],
       "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}
      """;

  private final GatewayWorld world;
  private final StagingRuns runs;
  private final Visitor visitor;

  StagingRunsTest(GatewayWorld world, StagingRuns runs, Visitor visitor) {
    this.world = world;
    this.runs = runs;
    this.visitor = visitor;
  }

  @Test
  void aGoodKeyAndModelPassEveryCallWithinTheBoundThatWasTold() {
    Caller caller = world.callerWithCredit("1");
    String model = world.serve("staged", StagingRunsTest::answer);

    JsonNode told = json(ask(caller.secret(), model, false), 200);
    JsonNode report = json(ask(caller.secret(), model, true), 200);

    assertThat(told.path("confirmed").asBoolean(true)).isFalse();
    assertThat(told.has("results")).isFalse();
    assertThat(told.path("calls").asInt()).isEqualTo(report.path("results").size());
    JsonNode whole = result(report, "whole");
    assertThat(whole.path("passed").asBoolean()).as(report.toString()).isTrue();
    assertThat(whole.path("answer").asText()).isEqualTo("Hello 日本語🙂");
    assertThat(whole.at("/observed/usage.cost").asText())
        .isEqualTo(whole.at("/observed/x-nemo-request-cost").asText())
        .startsWith("$0.");
    JsonNode streamed = result(report, "streamed");
    assertThat(streamed.path("passed").asBoolean()).as(report.toString()).isTrue();
    assertThat(streamed.path("answer").asText()).isEqualTo("ready");
    assertThat(streamed.at("/observed/[DONE]").asText()).isEqualTo("came");
    assertThat(streamed.at("/observed/first chunk after").asText()).endsWith(" ms");
    JsonNode tools = result(report, "tools");
    assertThat(tools.path("passed").asBoolean()).as(report.toString()).isTrue();
    assertThat(tools.path("answer").asText()).isEqualTo("report_ready({})");
    await().until(() -> world.calls(caller).size() >= 3);
    Money spent =
        world.calls(caller).stream()
            .map(call -> Money.ofNanos((long) Objects.requireNonNull(call.get("cost"))))
            .reduce(Money.ZERO, Money::plus);
    assertThat(spent.usd()).isPositive().isLessThan(told.path("upper_bound_usd").decimalValue());
  }

  @Test
  void eachFailureSaysWhyAndWhatToDo() {
    Caller caller = world.callerWithCredit("1");
    String silent =
        world.serve("silent", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    JsonNode report = json(ask(caller.secret(), silent + "\",\"nobody/serves-this", true), 200);
    Response unknownKey = ask("sk-nemo-nonsense", silent, true);

    assertThat(report.path("passed").asBoolean(true)).isFalse();
    assertThat(result(report, "tools").path("problem").asText()).startsWith("No tool call came");
    assertThat(result(report, "tools").path("remedy").asText()).contains("another model");
    JsonNode unknown =
        java.util.stream.StreamSupport.stream(report.path("results").spliterator(), false)
            .filter(result -> result.path("model").asText().equals("nobody/serves-this"))
            .findFirst()
            .orElseThrow();
    assertThat(unknown.path("status").asInt()).isEqualTo(404);
    assertThat(unknown.path("remedy").asText()).contains("alias");
    assertThat(unknownKey.statusCode()).isEqualTo(401);
  }

  @Test
  void thePageTellsTheCostFirstAndThenShowsTheCallsAsTheyCome() {
    Caller caller = world.callerWithCredit("1");
    CountDownLatch release = new CountDownLatch(1);
    String model =
        world.serve(
            "slow",
            wire -> {
              release.await();
              answer(wire);
            });
    Visitor.Person owner = visitor.owner(caller.place().orgId());
    String path = caller.place().path("migration/staging");

    String costs = owner.browser().get(path + "?models=" + model).asString();
    assertThat(costs).contains("requests, at most $", "Streamed answer", "New key");
    Response started = start(owner, path, model, caller.secret());
    assertThat(started.statusCode()).isEqualTo(303);
    String run = started.header("Location");
    assertThat(owner.browser().get(run).asString()).contains("0 of ", "every 1s");
    Response second = start(owner, path, model, caller.secret());
    assertThat(second.statusCode()).isEqualTo(422);
    assertThat(second.asString()).contains("still running");

    release.countDown();
    await().until(() -> !owner.browser().get(run).asString().contains("every 1s"));
    String done = owner.browser().get(run).asString();
    assertThat(done)
        .contains("Whole answer", "Passed", "report_ready({})")
        .doesNotContain(caller.secret());
    assertThat(visitor.owner(caller.place().orgId()).browser().get(run).statusCode())
        .isEqualTo(404);
  }

  @Test
  void whatCannotBeAKeyOrAModelIsRefusedBeforeAnyCall() {
    Caller caller = world.callerWithCredit("1");
    Visitor.Person owner = visitor.owner(caller.place().orgId());
    String path = caller.place().path("migration/staging");

    assertThat(start(owner, path, "a/b", "has a blank in it").statusCode()).isEqualTo(422);
    assertThat(start(owner, path, "a,b,c,d,e,f", caller.secret()).statusCode()).isEqualTo(422);
    assertThat(owner.browser().get(path + "?models=a,b,c,d,e,f").statusCode()).isEqualTo(422);
    assertThat(
            runs.plan(caller.place().orgId(), List.of("a", "a", " ")).samples().getFirst().model())
        .isEqualTo("a");
    assertThat(world.calls(caller)).isEmpty();
  }

  private static void answer(ScriptedUpstream.Wire wire) throws Exception {
    String body = wire.request().body();
    if (body.contains("\"stream\":true")) {
      wire.beginStream();
      wire.event(
          "{\"id\":\"u\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"ready\"},\"finish_reason\":null}]}");
      wire.event(
          "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}");
      wire.event("[DONE]");
      wire.endStream();
    } else {
      wire.json(
          200, body.contains("report_ready") ? TOOL_ANSWER : GatewayWorld.ANSWER.formatted(""));
    }
  }

  private static Response start(Visitor.Person owner, String path, String models, String key) {
    return owner.browser().formParam("models", models).formParam("key", key).post(path);
  }

  private static Response ask(String secret, String model, boolean confirm) {
    return RestAssured.given()
        .header("Authorization", "Bearer " + secret)
        .contentType("application/json")
        .body("{\"models\":[\"%s\"],\"confirm\":%s}".formatted(model, confirm))
        .post("/v1/migration/staging");
  }

  private static JsonNode result(JsonNode report, String check) {
    return java.util.stream.StreamSupport.stream(report.path("results").spliterator(), false)
        .filter(result -> result.path("check").asText().equals(check))
        .findFirst()
        .orElseThrow(() -> new AssertionError(report.toString()));
  }

  private static JsonNode json(Response response, int status) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    return Json.parseObject(response.asString().getBytes(StandardCharsets.UTF_8));
  }
}
