package ai.nemorouter.guardrail.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.guardrail.Replay;
import ai.nemorouter.guardrail.Replays;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Part;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Answers are kept beside their requests where an organization chose so, whole, in all formats,
/// and as the provider gave them.
@QuarkusTest
class AnswerSamplesTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String CANARY = "canary-8b2f10";

  @Inject GatewayWorld gateway;
  @Inject World world;
  @Inject Guardrails guardrails;
  @Inject Replays replays;
  @Inject Sampling sampling;
  @Inject Samples samples;
  @Inject SampleWriter writer;

  @Test
  void noAnswerIsKeptUnlessTheOrganizationSaysSo() {
    Caller caller = caller(false);

    say(caller, "/v1/chat/completions", serve(answering(CANARY)), false);
    say(caller, "/v1/chat/completions", serve(answering(CANARY)), false);

    await().until(() -> samples.list(owner(caller), 1).items().size() == 2);
    assertThat(samples.list(owner(caller), 1).items()).noneMatch(SampleRow::output);
    sampling.stop(owner(caller));
  }

  @Test
  void theAnswerIsASampleOfItsOwnInEveryFormatWholeOrStreamed() {
    for (String path :
        List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages")) {
      for (boolean streamed : List.of(false, true)) {
        Caller caller = caller(true);
        Script script = streamed ? streaming("canary-", "8b2f10", " ends") : answering(CANARY);

        say(caller, path, serve(script), streamed);

        SampleText answer = answer(caller);
        assertThat(answer.parts()).as(path).hasSize(1);
        assertThat(answer.parts().getFirst().text()).as(path).startsWith(CANARY);
        assertThat(answer.parts().getFirst().role()).as(path).isEqualTo("assistant");
        assertThat(answer.row().callId()).isEqualTo(request(caller).callId());
        assertThat(answer.row().cut()).isFalse();
        sampling.stop(owner(caller));
      }
    }
  }

  @Test
  void allChoicesReasoningAndToolCallsOfAStreamAreKept() {
    Caller caller = caller(true);
    Script script =
        wire -> {
          wire.beginStream();
          delta(wire, 0, "{\"reasoning\":\"I th\"}");
          delta(wire, 0, "{\"reasoning\":\"ink\"}");
          delta(wire, 1, "{\"content\":\"Sec\"}");
          delta(wire, 0, "{\"content\":\"First\"}");
          delta(wire, 1, "{\"content\":\"ond\"}");
          delta(
              wire,
              0,
              "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"pay\",\"arguments\":\"{\\\"to\\\":\"}}]}");
          delta(
              wire,
              0,
              "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"eve\\\"}\"}}]}");
          finish(wire, 0);
          finish(wire, 1);
          wire.event("[DONE]");
          wire.endStream();
        };

    gateway.post(caller.secret(), GatewayWorld.chat(serve(script), ",\"stream\":true,\"n\":2"));

    assertThat(answer(caller).parts())
        .extracting(Part::text)
        .contains("I think", "First", "Second", "{\"to\":\"eve\"}");
    sampling.stop(owner(caller));
  }

  @Test
  void anAnswerIsKeptAsItCameWhateverRulesMakeOfIt() {
    for (boolean streamed : List.of(false, true)) {
      for (Action action : List.of(Action.REDACT, Action.BLOCK)) {
        Caller caller = caller(true);
        RuleKeeper keeper = new RuleKeeper.Own(owner(caller));
        guardrails.create(keeper, keeper.widest(), rule(action, RuleState.ON), "");
        Script script = streamed ? streaming("canary-8b2f10", " ends") : answering(CANARY);

        HttpResponse<String> response =
            say(caller, "/v1/chat/completions", serve(script), streamed);

        assertThat(response.body()).as("%s", action).doesNotContain(CANARY);
        assertThat(answer(caller).parts().getFirst().text()).as("%s", action).contains(CANARY);
        sampling.stop(owner(caller));
      }
    }
  }

  @Test
  void onlyTheAttemptThatAnsweredIsKept() {
    Caller caller = caller(true);
    String failing =
        serve(wire -> {
          wire.beginStream();
          wire.event(
              "{\"id\":\"u\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}");
          wire.reset();
        });
    String answering = serve(streaming(CANARY, " ends"));

    gateway.post(
        caller.secret(),
        GatewayWorld.chat(
            failing, ",\"stream\":true,\"models\":[\"" + failing + "\",\"" + answering + "\"]"));

    assertThat(answer(caller).parts()).extracting(Part::text).containsExactly(CANARY + " ends");
    sampling.stop(owner(caller));
  }

  @Test
  void aLongStreamIsKeptUpToTheBoundAndSaysSo() {
    Caller caller = caller(true);
    String word = "word ".repeat(2_000);

    say(
        caller,
        "/v1/chat/completions",
        serve(streaming(word, word, word, word, word, word, word, word)),
        true);

    SampleText answer = answer(caller);
    assertThat(answer.row().cut()).isTrue();
    assertThat(answer.row().characters()).isEqualTo(SampleParts.CHARACTERS_MAX);
    sampling.stop(owner(caller));
  }

  @Test
  void aRuleForAnswersIsReplayedOnThem() {
    Caller caller = caller(true);
    say(caller, "/v1/chat/completions", serve(answering(CANARY)), false);
    say(caller, "/v1/chat/completions", serve(answering("harmless")), false);
    await().until(() -> samples.list(owner(caller), 1).items().size() == 4);

    Replay replay =
        replays.draft(
            owner(caller),
            RuleScope.organization(caller.place().orgId()),
            rule(Action.BLOCK, RuleState.OFF).only(Direction.OUTPUT));

    assertThat(replay.lookedAt()).isEqualTo(2);
    assertThat(replay.otherWay()).isEqualTo(2);
    assertThat(replay.blocked()).isEqualTo(1);
    sampling.stop(owner(caller));
  }

  @Test
  void anAnswerOnItsWayIsNotStoredOnceAnswersAreTurnedOff() {
    World.Place place = world.newOrganization();
    sampling.keep(place.owner(), new SamplingTerms(1, 10, 5, true));
    SampledRequest request = SamplesTest.request(place, place.teamId(), "text");
    SampledRequest answer =
        new SampledRequest(
            request.callId(),
            request.orgId(),
            request.teamId(),
            request.keyId(),
            request.model(),
            true,
            request.parts());

    sampling.keep(place.owner(), new SamplingTerms(1, 10, 5, false));
    writer.write(place.orgId(), List.of(request, answer));

    assertThat(samples.list(place.owner(), 1).items())
        .singleElement()
        .matches(row -> !row.output());
    sampling.stop(place.owner());
  }

  private static RuleTerms rule(Action action, RuleState state) {
    return RuleTerms.of(action.name(), state, action, new Check.Keywords(List.of(CANARY), false));
  }

  private Caller caller(boolean answers) {
    Caller caller = gateway.callerWithCredit("10");
    sampling.keep(owner(caller), new SamplingTerms(1, 10, 3, answers));
    return caller;
  }

  private static Actor owner(Caller caller) {
    return caller.place().owner();
  }

  private String serve(Script script) {
    return gateway.serve("answer-samples-" + MODELS.incrementAndGet(), script);
  }

  private static Script answering(String text) {
    return wire -> wire.json(200, GatewayWorld.ANSWER.formatted("").replace("Hello", text));
  }

  private static Script streaming(String... pieces) {
    return wire -> {
      wire.beginStream();
      for (String piece : pieces) {
        delta(wire, 0, "{\"content\":\"" + piece + "\"}");
      }
      finish(wire, 0);
      wire.event("[DONE]");
      wire.endStream();
    };
  }

  private static void delta(Wire wire, int index, String delta) throws IOException {
    wire.event("{\"id\":\"u\",\"choices\":[{\"index\":%d,\"delta\":%s}]}".formatted(index, delta));
  }

  private static void finish(Wire wire, int index) throws IOException {
    wire.event(
        "{\"id\":\"u\",\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"stop\"}]}"
            .formatted(index));
  }

  private HttpResponse<String> say(Caller caller, String path, String model, boolean streamed) {
    String more = streamed ? ",\"stream\":true" : "";
    String body =
        switch (path) {
          case "/v1/completions" ->
              "{\"model\":\"%s\",\"prompt\":\"Hi\",\"max_tokens\":50%s}".formatted(model, more);
          case "/v1/responses" -> "{\"model\":\"%s\",\"input\":\"Hi\"%s}".formatted(model, more);
          case "/v1/messages" ->
              "{\"model\":\"%s\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}"
                  .formatted(model, more);
          default -> GatewayWorld.chat(model, more);
        };
    return gateway.post(path, caller.secret(), body);
  }

  private SampleText answer(Caller caller) {
    return only(caller, true);
  }

  private SampleRow request(Caller caller) {
    return only(caller, false).row();
  }

  private SampleText only(Caller caller, boolean output) {
    await()
        .until(() ->
            samples.list(owner(caller), 1).items().stream()
                .anyMatch(row -> row.output() == output));
    SampleRow row =
        samples.list(owner(caller), 1).items().stream()
            .filter(sample -> sample.output() == output)
            .findFirst()
            .orElseThrow();
    return samples.find(owner(caller), row.id());
  }
}
