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
import ai.nemorouter.testsupport.Portion;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Streams under rules on answers: wherever a stream is cut, in each format, nothing of what must
/// not be sent is sent, and all that is harmless is.
@QuarkusTest
class ScreenedStreamTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String CARD = "4242 4242 4242 4242";
  private static final String MAIL = "bob.smith@example.org";
  private static final String TEXT = "Pay 42 with " + CARD + ", or ask " + MAIL + " – gern, 1 a.";
  private static final String HARMLESS = "Nothing at 4 of 12 to see, a@ b. 4242 4242";
  private static final String ARGUMENTS =
      "{\"to\":\"b\\u006fb.smith@example.org\",\"n\":[1,2.50],\"x\":\"ü\"}";
  private static final Set<Kind> KINDS = Set.of(Kind.CARD, Kind.EMAIL);
  private static final List<String> PATHS =
      List.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/messages");

  private final GatewayWorld world;
  private final ScriptedGuards guards;

  ScreenedStreamTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  private static Rule rule(Action action) {
    return Rule.of(UUID.randomUUID().toString(), new Check.Personal(KINDS, List.of()), action)
        .on(Direction.OUTPUT);
  }

  /// Row 108.
  @Test
  void whereverAStreamIsCutEachFormatSaysWhatAWholeAnswerSays() {
    Caller caller = world.callerWithCredit("100");
    guards.put(caller, rule(Action.REDACT));
    for (String path : PATHS) {
      int choices = isOfOneChoice(path) ? 1 : 2;
      String expected = whole(caller, path, TEXT).getFirst();
      assertThat(expected).contains("Pay 42 with [CARD_", "], or ask [EMAIL_", "] – gern, 1 a.");
      for (int cut : Portion.of(IntStream.rangeClosed(0, TEXT.length()).boxed().toList())) {
        List<String> pieces = List.of(TEXT.substring(0, cut), TEXT.substring(cut));
        assertStream(caller, path, choices, pieces, expected);
      }
      assertStream(caller, path, choices, List.of(TEXT.split("", -1)), expected);
    }
  }

  private void assertStream(
      Caller caller, String path, int choices, List<String> pieces, String expected) {
    List<ObjectNode> chunks = new ArrayList<>();
    List<String> others = List.of(HARMLESS.split("(?<=\\G.{3})", -1));
    for (int i = 0; i < Math.max(pieces.size(), choices == 2 ? others.size() : 0); i++) {
      if (i < pieces.size()) {
        chunks.add(delta(0, Json.object().put("content", pieces.get(i))));
      }
      if (choices == 2 && i < others.size()) {
        chunks.add(delta(1, Json.object().put("content", others.get(i))));
      }
    }
    HttpResponse<String> response = stream(caller, path, choices, chunks, "stop");

    Map<Integer, String> said = said(path, response);
    assertThat(said.get(0)).as("%s %s", path, pieces).isEqualTo(expected);
    if (choices == 2) {
      assertThat(said.get(1)).as("%s %s", path, pieces).isEqualTo(HARMLESS);
    }
    assertThat(response.body()).doesNotContain("4242 4242 4242", "bob.smith", MAIL);
    assertEnds(path, response);
  }

  /// Row 73.
  @Test
  void whereverAStreamIsCutABlockComesBeforeAnythingOfTheMatch() {
    Caller caller = world.callerWithCredit("100");
    guards.put(caller, rule(Action.BLOCK));
    String before = "Pay 42 with ";
    for (String path : PATHS) {
      for (int cut : Portion.of(IntStream.rangeClosed(1, TEXT.length()).boxed().toList())) {
        HttpResponse<String> response =
            stream(
                caller,
                path,
                1,
                List.of(
                    delta(0, Json.object().put("content", TEXT.substring(0, cut))),
                    delta(0, Json.object().put("content", TEXT.substring(cut)))),
                "stop");

        String said = said(path, response).getOrDefault(0, "");
        assertThat(before).as("%s %d %s", path, cut, response.body()).startsWith(said);
        assertThat(response.body())
            .as("%s %d", path, cut)
            .contains("guardrail_blocked", ScriptedGuards.MESSAGE)
            .doesNotContain("4242", "bob", ScriptedGuards.NAME, "\"stop\"");
        assertThat(response.statusCode()).isEqualTo(said.isEmpty() ? 403 : 200);
      }
    }
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller))
        .allSatisfy(call -> {
          assertThat(call)
              .containsEntry("http_status", 403)
              .containsEntry("reason", "guardrail_blocked");
          assertThat((Long) call.get("cost")).isPositive();
        });
  }

  @Test
  void argumentsOfToolsAndThoughtsAreReadInEachFormat() {
    Caller caller = world.callerWithCredit("100");
    guards.put(caller, rule(Action.REDACT));
    for (String path : List.of("/v1/chat/completions", "/v1/responses", "/v1/messages")) {
      for (int cut : Portion.of(IntStream.range(1, ARGUMENTS.length()).boxed().toList())) {
        String thought = "Ask " + MAIL;
        HttpResponse<String> response =
            stream(
                caller,
                path,
                1,
                List.of(
                    delta(0, thought(thought.substring(0, cut % thought.length()))),
                    delta(0, thought(thought.substring(cut % thought.length()))),
                    delta(0, signed()),
                    delta(0, Json.object().put("content", "See " + MAIL)),
                    delta(0, call(ARGUMENTS.substring(0, cut), true)),
                    delta(0, call(ARGUMENTS.substring(cut), false))),
                "tool_calls");

        String arguments = arguments(path, response);
        assertThat(arguments)
            .as("%s %d", path, cut)
            .startsWith("{\"to\":\"[EMAIL_")
            .endsWith("]\",\"n\":[1,2.50],\"x\":\"ü\"}");
        assertThat(response.body())
            .as("%s %d", path, cut)
            .contains("Ask ", "See ")
            .doesNotContain("smith", "a-signature");
      }
    }
  }

  private static ObjectNode thought(String text) {
    ObjectNode delta = Json.object().put("reasoning", text);
    delta
        .putArray("reasoning_details")
        .addObject()
        .put("type", "reasoning.text")
        .put("text", text)
        .put("format", "anthropic-claude-v1")
        .put("index", 0);
    return delta;
  }

  private static ObjectNode signed() {
    ObjectNode delta = Json.object();
    delta
        .putArray("reasoning_details")
        .addObject()
        .put("type", "reasoning.text")
        .put("signature", "a-signature")
        .put("format", "anthropic-claude-v1")
        .put("index", 0);
    return delta;
  }

  private static ObjectNode call(String arguments, boolean first) {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
    ObjectNode function = call.putObject("function").put("arguments", arguments);
    if (first) {
      call.put("id", "call_1").put("type", "function");
      function.put("name", "send");
    }
    return delta;
  }

  private static ObjectNode delta(int index, ObjectNode delta) {
    ObjectNode chunk = Json.object().put("id", "up-1");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    return chunk;
  }

  private HttpResponse<String> stream(
      Caller caller, String path, int choices, List<ObjectNode> chunks, String reason) {
    String model =
        world.serve(
            "screened-" + MODELS.incrementAndGet(),
            wire -> {
              wire.beginStream();
              for (ObjectNode chunk : chunks) {
                wire.event(Json.write(chunk));
              }
              for (int i = 0; i < choices; i++) {
                ObjectNode last = delta(i, Json.object());
                ((ObjectNode) last.path("choices").path(0)).put("finish_reason", reason);
                wire.event(Json.write(last));
              }
              wire.event(
                  "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4}}");
              wire.event("[DONE]");
              wire.endStream();
            });
    return world.post(path, caller.secret(), body(path, model, choices, true));
  }

  private List<String> whole(Caller caller, String path, String text) {
    ObjectNode answer =
        Json.parseObject(
            GatewayWorld.ANSWER.formatted("").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    ObjectNode message = (ObjectNode) answer.path("choices").path(0).path("message");
    message.put("content", text);
    Script script = wire -> wire.json(200, Json.write(answer));
    String model = world.serve("screened-" + MODELS.incrementAndGet(), script);
    HttpResponse<String> response = world.post(path, caller.secret(), body(path, model, 1, false));
    assertThat(response.headers().firstValue("x-nemo-guardrails")).contains("redacted");
    JsonNode body = GatewayWorld.json(response);
    return switch (path) {
      case "/v1/chat/completions" ->
          List.of(body.path("choices").path(0).path("message").path("content").asText());
      case "/v1/completions" -> List.of(body.path("choices").path(0).path("text").asText());
      case "/v1/responses" ->
          List.of(body.path("output").path(0).path("content").path(0).path("text").asText());
      default -> List.of(body.path("content").path(0).path("text").asText());
    };
  }

  private static boolean isOfOneChoice(String path) {
    return path.equals("/v1/responses") || path.equals("/v1/messages");
  }

  static String body(String path, String model, int choices, boolean streamed) {
    ObjectNode body = Json.object().put("model", model).put("stream", streamed);
    if (choices > 1) {
      body.put("n", choices);
    }
    switch (path) {
      case "/v1/completions" -> body.put("prompt", "Hello");
      case "/v1/responses" -> body.put("input", "Hello");
      default -> {
        body.put("max_tokens", 500);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", "Hello");
      }
    }
    return Json.write(body);
  }

  /// What each choice says, by what a client puts together.
  private static Map<Integer, String> said(String path, HttpResponse<String> response) {
    Map<Integer, String> said = new TreeMap<>();
    for (ObjectNode frame : Transcript.frames(response)) {
      switch (path) {
        case "/v1/chat/completions", "/v1/completions" ->
            frame
                .path("choices")
                .forEach(choice -> {
                  String text =
                      choice.path("delta").path("content").asText(choice.path("text").asText(""));
                  said.merge(choice.path("index").asInt(), text, String::concat);
                });
        case "/v1/responses" -> {
          if (frame.path("type").asText().equals("response.output_text.delta")) {
            said.merge(0, frame.path("delta").asText(), String::concat);
          }
        }
        default -> said.merge(0, frame.path("delta").path("text").asText(""), String::concat);
      }
    }
    return said;
  }

  private static String arguments(String path, HttpResponse<String> response) {
    StringBuilder all = new StringBuilder();
    for (ObjectNode frame : Transcript.frames(response)) {
      switch (path) {
        case "/v1/chat/completions" ->
            frame
                .path("choices")
                .forEach(choice ->
                    choice
                        .path("delta")
                        .path("tool_calls")
                        .forEach(call ->
                            all.append(call.path("function").path("arguments").asText(""))));
        case "/v1/responses" -> {
          if (frame.path("type").asText().equals("response.function_call_arguments.done")) {
            all.append(frame.path("arguments").asText());
          }
        }
        default -> all.append(frame.path("delta").path("partial_json").asText(""));
      }
    }
    return all.toString();
  }

  private static void assertEnds(String path, HttpResponse<String> response) {
    String last =
        switch (path) {
          case "/v1/responses" -> "response.completed";
          case "/v1/messages" -> "message_stop";
          default -> "[DONE]";
        };
    assertThat(response.body()).contains(last, "\"cost\"");
  }
}
