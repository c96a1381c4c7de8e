package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Rules on answers: what is blocked is paid for and not told, what is redacted is told without it,
/// in all places that repeat it.
@QuarkusTest
class ScreenedAnswerTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String CARD = "4242 4242 4242 4242";
  private static final Check CARDS = new Check.Personal(Set.of(Kind.CARD), List.of());
  private static final List<String> PATHS =
      List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages");

  private final GatewayWorld world;
  private final ScriptedGuards guards;

  ScreenedAnswerTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  private static Rule rule(Check check, Action action) {
    return Rule.of(UUID.randomUUID().toString(), check, action).on(Direction.OUTPUT);
  }

  private Caller caller(Rule... rules) {
    Caller caller = world.callerWithCredit("10");
    guards.put(caller, rules);
    return caller;
  }

  /// Row 109.
  @Test
  void aBlockedAnswerIsRefusedInEachFormatAndPaidFor() {
    for (String path : PATHS) {
      String model =
          world.serve(
              "answers-" + MODELS.incrementAndGet(),
              wire ->
                  wire.json(
                      200,
                      GatewayWorld.ANSWER.formatted(",\"cost\":0.0012").replace("Hello", CARD)));
      Caller caller = caller(rule(CARDS, Action.BLOCK));

      HttpResponse<String> response =
          world.post(path, caller.secret(), ScreenedStreamTest.body(path, model, 1, false));

      assertThat(response.statusCode()).as(path).isEqualTo(403);
      assertThat(GatewayWorld.reason(response)).as(path).isEqualTo("guardrail_blocked");
      assertThat(response.body())
          .as(path)
          .contains(ScriptedGuards.MESSAGE, "\"guardrail\":\"output\"")
          .doesNotContain("4242", ScriptedGuards.NAME);
      assertThat(GatewayWorld.header(response, "x-should-retry")).isEqualTo("false");
      assertThat(world.settledCall(caller))
          .as(path)
          .containsEntry("status", "failed")
          .containsEntry("http_status", 403)
          .containsEntry("reason", "guardrail_blocked")
          .containsEntry("cost", 1_200_000L);
      world.assertBooksBalance(caller);
    }
  }

  @Test
  void everyPlaceOfAnAnswerThatRepeatsTheTextIsRedacted() {
    ObjectNode answer = Transcript.json(GatewayWorld.ANSWER.formatted(""));
    ObjectNode choice = (ObjectNode) answer.path("choices").path(0);
    ObjectNode message = (ObjectNode) choice.path("message");
    message.put("content", "Yes: " + CARD).put("refusal", "No " + CARD);
    message.put("reasoning", "Hm " + CARD);
    message
        .putArray("reasoning_details")
        .addObject()
        .put("type", "reasoning.text")
        .put("text", "Hm " + CARD)
        .put("signature", "sealed");
    message.putArray("annotations").addObject().putObject("url_citation").put("title", CARD);
    message.put("of_next_year", CARD);
    ObjectNode call = message.putArray("tool_calls").addObject().put("id", "c1");
    call.put("type", "function")
        .putObject("function")
        .put("name", "pay")
        .put("arguments", "{\"card\":\"" + CARD + "\",\"n\":1.50}");
    choice.putObject("logprobs").putArray("content").addObject().put("token", "4242");
    answer.put("search_results", CARD);
    String model =
        world.serve(
            "places-" + MODELS.incrementAndGet(), wire -> wire.json(200, Json.write(answer)));
    Caller caller = caller(rule(CARDS, Action.REDACT));
    for (String path : PATHS) {
      HttpResponse<String> response =
          world.post(path, caller.secret(), ScreenedStreamTest.body(path, model, 1, false));

      assertThat(response.statusCode()).as(path + response.body()).isEqualTo(200);
      assertThat(response.body()).as(path).contains("[CARD_").doesNotContain("4242", "sealed");
    }
    JsonNode told =
        GatewayWorld.json(
                world.post(
                    caller.secret(), ScreenedStreamTest.body(PATHS.getFirst(), model, 1, false)))
            .path("choices")
            .path(0);
    assertThat(told.path("message").path("content").asText()).startsWith("Yes: [CARD_");
    assertThat(
            told.path("message")
                .path("tool_calls")
                .path(0)
                .path("function")
                .path("arguments")
                .asText())
        .startsWith("{\"card\":\"[CARD_")
        .endsWith("]\",\"n\":1.50}");
  }

  @Test
  void aTranscriptIsReadAndItsPiecesAreLeftOutWhereItIsChanged() {
    String name = "hears-" + MODELS.incrementAndGet();
    String model =
        world.serve(
            Operation.TRANSCRIPTIONS,
            name,
            GatewayWorld.RATES,
            null,
            wire ->
                wire.json(
                    200,
                    "{\"text\":\"My card is "
                        + CARD
                        + "\",\"words\":[{\"word\":\"4242\"}],\"segments\":[{\"text\":\"4242 4242\"}]}"));
    Caller caller = caller(rule(CARDS, Action.REDACT));

    HttpResponse<String> response =
        world.send(
            Samples.transcription(
                caller.secret(), Map.of("model", List.of(model)), Samples.wav(2)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("My card is [CARD_").doesNotContain("4242");
  }

  @Test
  void aBlockedTranscriptIsPaidForAndNotTold() {
    String model =
        world.serve(
            Operation.TRANSCRIPTIONS,
            "hears-" + MODELS.incrementAndGet(),
            GatewayWorld.RATES,
            null,
            wire -> wire.answer(200, "text/plain", "My card is " + CARD));
    Caller caller = caller(rule(CARDS, Action.BLOCK));

    HttpResponse<String> response =
        world.send(
            Samples.transcription(
                caller.secret(),
                Map.of("model", List.of(model), "response_format", List.of("text")),
                Samples.wav(2)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
    assertThat(response.body()).doesNotContain("4242");
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  @Test
  void aRuleThatNeedsTheWholeAnswerHoldsTheStreamAndSaysSo() {
    Rule schema =
        rule(new Check.Schema("{\"type\":\"object\",\"required\":[\"a\"]}"), Action.BLOCK);
    Caller caller = caller(schema);
    for (String path : PATHS) {
      HttpResponse<String> fits = stream(caller, path, "{\\\"a\\\":", "1}");
      HttpResponse<String> fails = stream(caller, path, "{\\\"b\\\":", "1}");

      assertThat(fits.statusCode()).as(path + fits.body()).isEqualTo(200);
      assertThat(GatewayWorld.header(fits, "x-nemo-stream-buffered")).isEqualTo("true");
      assertThat(fits.body()).as(path).contains("{\\\"a\\\":1}");
      assertThat(fails.statusCode()).as(path + fails.body()).isEqualTo(403);
      assertThat(GatewayWorld.reason(fails)).isEqualTo("guardrail_blocked");
    }
    assertThat(stream(world.callerWithCredit("1"), PATHS.getFirst(), "a").headers().map())
        .doesNotContainKeys("x-nemo-stream-buffered", "x-nemo-guardrails");
    world.assertBooksBalance(caller);
  }

  @Test
  void commentsComeWhileTheWholeIsHeldAndABlockIsThenAnErrorFrame() {
    Caller caller = caller(rule(new Check.Schema("{\"type\":\"object\"}"), Action.BLOCK));
    String model =
        world.serve(
            "slow-" + MODELS.incrementAndGet(),
            wire -> {
              wire.beginStream();
              for (int i = 0; i < 40; i++) {
                wire.event(Transcript.delta("{\"content\":\"word \"}"));
                Thread.sleep(50);
              }
              wire.event(HangUps.STOP);
              wire.event("[DONE]");
              wire.endStream();
            });

    HttpResponse<String> response =
        world.post(caller.secret(), ScreenedStreamTest.body(PATHS.getFirst(), model, 1, true));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains(": PROCESSING", "guardrail_blocked")
        .doesNotContain("word ");
    world.assertBooksBalance(caller);
  }

  /// Row 73.
  @Test
  void whoHangsUpAfterAnyChunkPaysAndLeavesNothingHeld() throws IOException {
    List<String> pieces = List.of("I ", "say ", "42", "42 4242", " 4242 4242", " is", " it");
    for (int chunks = 1; chunks < pieces.size(); chunks++) {
      String path = PATHS.get(chunks % PATHS.size());
      Caller caller = caller(rule(CARDS, Action.REDACT));
      String name = "leaves-" + MODELS.incrementAndGet();
      int last = chunks;
      String model =
          world.serve(
              name,
              wire -> {
                wire.beginStream();
                for (int i = 0; i < last; i++) {
                  wire.event(Transcript.delta("{\"content\":\"" + pieces.get(i) + "\"}"));
                }
                wire.waitForHangUp();
              });
      String body = ScreenedStreamTest.body(path, model, 1, true);
      try (Socket socket = HangUps.ask(caller, path, body)) {
        read(socket.getInputStream(), "I ");
      }

      assertThat(world.settledCall(caller)).containsEntry("status", "cancelled");
      assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
      world.assertBooksBalance(caller);
    }
  }

  private static void read(InputStream input, String until) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(until) < 0) {
      int next = input.read();
      assertThat(next).as("ended with %s", read).isNotNegative();
      read.append((char) next);
    }
    assertThat(read.toString()).doesNotContain("4242");
  }

  private HttpResponse<String> stream(Caller caller, String path, String... pieces) {
    List<String> deltas = new ArrayList<>();
    for (String piece : pieces) {
      deltas.add("{\"content\":\"" + piece + "\"}");
    }
    String model =
        world.serve(
            "streams-" + MODELS.incrementAndGet(),
            Transcript.stream(
                "stop",
                "{\"prompt_tokens\":10,\"completion_tokens\":4}",
                deltas.toArray(String[]::new)));
    return world.post(path, caller.secret(), ScreenedStreamTest.body(path, model, 1, true));
  }
}
