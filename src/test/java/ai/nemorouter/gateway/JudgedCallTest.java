package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Rule;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls that a model judges.
@QuarkusTest
class JudgedCallTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String CLEAN = "{\\\"objections\\\": []}";
  private static final String OBJECTION =
      "{\\\"objections\\\":[{\\\"part\\\":0,\\\"score\\\":90}]}";

  private final GatewayWorld world;
  private final ScriptedGuards guards;
  private int number;
  private String model;

  JudgedCallTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  @BeforeEach
  void serve() {
    number = MODELS.incrementAndGet();
    model =
        world.serve("judged-" + number, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
  }

  @Test
  void aRequestThatTheJudgeObjectsToIsNotSentAndTheJudgeIsPaidByTheKey() {
    Caller caller = judged(OBJECTION);

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(GatewayWorld.reason(response)).isEqualTo("guardrail_blocked");
    assertThat(world.upstream().received("judged-" + number)).isEmpty();
    await().until(() -> world.calls(caller).size() == 2);
    assertThat(world.calls(caller))
        .filteredOn(call -> "guardrail_judge".equals(call.get("reason")))
        .singleElement()
        .satisfies(call -> {
          assertThat(call).containsEntry("status", "ok").containsEntry("sent", true);
          assertThat((Long) call.get("cost")).isPositive();
        });
    world.assertBooksBalance(caller);
  }

  @Test
  void theJudgeSeesTheRuleAndTheTextsAndIsNotJudgedItself() {
    Caller caller = judged(CLEAN);

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(world.upstream().received("judge-" + number))
        .singleElement()
        .satisfies(asked ->
            assertThat(asked.body()).contains("No medical advice", "Say hello", "max_tokens"));
    await().until(() -> world.calls(caller).size() == 2);
    world.assertBooksBalance(caller);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I see no objection.",
        "```json\\n{\\\"objections\\\":[]}\\n```",
        "{\\\"objections\\\":[]} {\\\"objections\\\":[]}",
        "{\\\"objections\\\":{}}",
        "{\\\"objections\\\":[{\\\"part\\\":7,\\\"score\\\":1}]}",
        "{\\\"objections\\\":[{\\\"part\\\":0}]}"
      })
  void whatTheJudgeDoesNotSayInTheWayItWasAskedToClosesTheRequest(String said) {
    Caller caller = judged(said);

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(GatewayWorld.reason(response)).isEqualTo("guardrail_unavailable");
    assertThat(world.upstream().received("judged-" + number)).isEmpty();
  }

  @Test
  void aKeyWhoseLimitLeavesNoRoomForTheJudgeMakesNoCall() {
    Caller caller = world.callerWithLimit("0.000001");
    guards.put(caller, rule(serveJudge(CLEAN)));

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(world.upstream().received("judged-" + number)).isEmpty();
    assertThat(world.upstream().received("judge-" + number)).isEmpty();
    world.assertBooksBalance(caller);
  }

  @Test
  void noClientEscapesGuardrailsByCallingItselfAJudge() {
    Caller caller = judged(OBJECTION);
    for (String word : List.of("", "true", "judge")) {
      HttpResponse<String> response =
          world.send(
              HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
                  .header("content-type", "application/json")
                  .header("authorization", "Bearer " + caller.secret())
                  .header("x-nemo-judge", word)
                  .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
                  .build());
      assertThat(response.statusCode()).as(word).isEqualTo(403);
    }
    assertThat(world.upstream().received("judged-" + number)).isEmpty();
  }

  @Test
  void anAnswerIsJudgedBeforeAnyOfItIsSent() {
    Caller caller = world.callerWithCredit("10");
    String judge = serveJudge(OBJECTION);
    guards.put(caller, rule(judge).on(Direction.OUTPUT));

    HttpResponse<String> response = world.post(caller.secret(), GatewayWorld.chat(model, ""));

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).doesNotContain("Hello");
    await().until(() -> world.calls(caller).size() == 2);
    assertThat(world.calls(caller))
        .extracting(call -> call.get("reason"))
        .containsExactlyInAnyOrder("guardrail_blocked", "guardrail_judge");
    world.assertBooksBalance(caller);
  }

  private Caller judged(String said) {
    Caller caller = world.callerWithCredit("10");
    guards.put(caller, rule(serveJudge(said)));
    return caller;
  }

  private String serveJudge(String said) {
    return world.serve(
        "judge-" + number,
        wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("Hello 日本語🙂", said)));
  }

  private static Rule rule(String judge) {
    return Rule.of(
            UUID.randomUUID().toString(),
            new Check.Judge(judge, "No medical advice.", 50, 5_000),
            Action.BLOCK)
        .on(Direction.INPUT);
  }
}
