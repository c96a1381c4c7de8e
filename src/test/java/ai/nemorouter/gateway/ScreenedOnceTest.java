package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A request is looked at once, before the first provider, and never again for a fallback.
@QuarkusTest
class ScreenedOnceTest {
  private static final String CARD = "4242 4242 4242 4242";

  private final GatewayWorld world;
  private final ScriptedGuards guards;

  ScreenedOnceTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  /// Two providers fail before the third answers. What a judge is asked is counted as well as what
  /// the other rule finds, because a second look would find the same once more.
  @Test
  void theRequestIsLookedAtOnceHoweverManyProvidersAreAsked() {
    List<String> names = List.of("once-a", "once-b", "once-c");
    String first = world.serve("once-a", wire -> wire.json(503, "{}"));
    String second = world.serve("once-b", wire -> wire.json(503, "{}"));
    String third = world.serve("once-c", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    String judge = serveJudge();
    Caller caller = world.callerWithCredit("10");
    guards.put(
        caller,
        rule(new Check.Personal(Set.of(Kind.CARD), List.of()), Action.REDACT),
        rule(new Check.Judge(judge, "No medical advice.", 50, 5_000), Action.BLOCK));

    HttpResponse<String> response =
        world.post(
            caller.secret(),
            GatewayWorld.chat(first, ",\"models\":[\"%s\",\"%s\"]".formatted(second, third))
                .replace("Say hello", CARD));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(GatewayWorld.json(response).path("model").asText()).isEqualTo(third);
    assertThat(names)
        .allSatisfy(name ->
            assertThat(world.upstream().received(name))
                .singleElement()
                .satisfies(
                    sent -> assertThat(sent.body()).contains("[CARD_").doesNotContain("4242")));
    assertThat(world.upstream().received("once-judge")).hasSize(1);
    await().untilAsserted(() -> assertThat(matches(caller)).containsExactly(1));
    world.assertBooksBalance(caller);
  }

  private String serveJudge() {
    String answer =
        GatewayWorld.ANSWER.formatted("").replace("Hello 日本語🙂", "{\\\"objections\\\": []}");
    return world.serve("once-judge", wire -> wire.json(200, answer));
  }

  private static Rule rule(Check check, Action action) {
    return Rule.of(UUID.randomUUID().toString(), check, action).on(Direction.INPUT);
  }

  /// How many matches each event of an organization has.
  private List<Integer> matches(Caller caller) {
    return world
        .database()
        .acrossOrganizations()
        .read(handle ->
            handle
                .select(
                    "select found from guardrail_events where org_id = ?", caller.place().orgId())
                .mapTo(Integer.class)
                .list());
  }
}
