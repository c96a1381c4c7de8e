package ai.nemorouter.gateway.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.catalog.ProviderListing;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.gateway.HangUps;
import ai.nemorouter.gateway.Samples;
import ai.nemorouter.gateway.Transcript;
import ai.nemorouter.gateway.screening.ScriptedGuards;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.Rule;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.testsupport.ScriptedUpstream.Script;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Rules on requests: every path and every part is looked at, before anything is held or sent.
@QuarkusTest
class ScreenedRequestTest {
  private static final AtomicInteger MODELS = new AtomicInteger();
  private static final String CARD = "4242 4242 4242 4242";
  private static final Check CARDS = new Check.Personal(Set.of(Kind.CARD), List.of());
  private static final String HERE = "CARD_HERE";

  /// A request for each path, with the place of a card number.
  private static final Map<String, String> BODIES =
      Map.of(
          "/v1/chat/completions", "\"messages\":[{\"role\":\"user\",\"content\":\"CARD_HERE\"}]",
          "/v1/completions", "\"prompt\":[\"Pay CARD_HERE\"]",
          "/v1/responses", "\"input\":\"Hi\",\"instructions\":\"Use CARD_HERE\"",
          "/v1/messages",
              "\"max_tokens\":20,\"system\":[{\"type\":\"text\",\"text\":\"CARD_HERE\"}],"
                  + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]",
          "/v1/embeddings", "\"input\":[\"a\",\"CARD_HERE\"]",
          "/v1/images/generations", "\"prompt\":\"A card CARD_HERE\"",
          "/v1/audio/speech", "\"input\":\"Say CARD_HERE\",\"voice\":\"alloy\"",
          "/v1/moderations", "\"input\":[{\"type\":\"text\",\"text\":\"CARD_HERE\"}]",
          "/v1/rerank", "\"query\":\"q\",\"documents\":[\"a\",{\"text\":\"CARD_HERE\"}]");

  private final GatewayWorld world;
  private final ScriptedGuards guards;
  private final List<String> paths =
      Arc.container().listAll(Endpoint.class).stream()
          .map(InstanceHandle::get)
          .map(Endpoint::path)
          .toList();

  ScreenedRequestTest(GatewayWorld world, ScriptedGuards guards) {
    this.world = world;
    this.guards = guards;
  }

  private static Rule rule(Action action) {
    return Rule.of(UUID.randomUUID().toString(), CARDS, action).on(Direction.INPUT);
  }

  private Caller caller(Rule... rules) {
    Caller caller = world.callerWithCredit("10");
    guards.put(caller, rules);
    return caller;
  }

  /// Row 109.
  @Test
  void onEveryPathABlockComesBeforeAnythingIsHeldOrSent() {
    for (String path : paths) {
      String name = "blocked-" + MODELS.incrementAndGet();
      String model = serve(name, wire -> wire.json(200, "{}"));
      Caller caller = caller(rule(Action.BLOCK));

      HttpResponse<String> response = world.send(request(path, caller, model, CARD));

      assertThat(response.statusCode()).as(path + response.body()).isEqualTo(403);
      JsonNode error = GatewayWorld.json(response).path("error");
      assertThat(error.path("message").asText()).as(path).isEqualTo(ScriptedGuards.MESSAGE);
      assertThat(error.path("type").asText())
          .as(path)
          .isEqualTo(path.equals("/v1/messages") ? "permission_error" : "guardrail_blocked");
      assertThat(GatewayWorld.reason(response)).as(path).isEqualTo("guardrail_blocked");
      assertThat(GatewayWorld.header(response, "x-should-retry")).as(path).isEqualTo("false");
      assertThat(GatewayWorld.header(response, "x-nemo-guardrails")).as(path).isEqualTo("blocked");
      assertThat(response.body() + response.headers().map())
          .as(path)
          .doesNotContain(ScriptedGuards.NAME, "4242");
      assertThat(world.upstream().received(name)).as(path).isEmpty();
      assertThat(world.settledCall(caller))
          .as(path)
          .containsEntry("status", "refused")
          .containsEntry("http_status", 403)
          .containsEntry("reason", "guardrail_blocked")
          .containsEntry("cost", 0L);
      world.assertBooksBalance(caller);
    }
  }

  /// Row 108.
  @Test
  void onEveryPathTheProviderGetsAPlaceholder() {
    for (String path : paths) {
      String name = "redacted-" + MODELS.incrementAndGet();
      String model = serve(name, wire -> wire.json(400, "{\"error\":{\"message\":\"no\"}}"));
      Caller caller = caller(rule(Action.REDACT));

      HttpResponse<String> response = world.send(request(path, caller, model, CARD));

      assertThat(GatewayWorld.header(response, "x-nemo-guardrails"))
          .as(path + response.body())
          .isEqualTo("redacted");
      assertThat(world.upstream().received(name).getFirst().body())
          .as(path)
          .contains("[CARD_")
          .doesNotContain("4242");
    }
  }

  private static Map<String, String> messages() {
    String text = Base64.getEncoder().encodeToString(("id;card\n1;" + CARD).getBytes(UTF_8));
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("system", "{\"role\":\"system\",\"content\":\"CARD_HERE\"}");
    parts.put("name", "{\"role\":\"user\",\"name\":\"CARD_HERE\",\"content\":\"a\"}");
    parts.put(
        "part", "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"CARD_HERE\"}]}");
    parts.put(
        "arguments",
        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\\\\u0034242 4242 4242 4242\\\"}\"}}]}");
    parts.put("result", "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"CARD_HERE\"}");
    parts.put(
        "result in JSON",
        "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"{\\\"n\\\":4242424242424242}\"}");
    parts.put("thought", "{\"role\":\"assistant\",\"content\":\"a\",\"reasoning\":\"CARD_HERE\"}");
    parts.put("refusal", "{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":\"CARD_HERE\"}");
    parts.put(
        "file name",
        "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"filename\":\"CARD_HERE\","
            + "\"file_data\":\"data:application/pdf;base64,JVBERi0xLjQKAAAAAAAA\"}}]}");
    parts.put(
        "text file",
        "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"filename\":\"a\","
            + "\"file_data\":\"data:application/octet-stream;base64,"
            + text
            + "\"}}]}");
    return parts;
  }

  @Test
  void everyPartOfAChatIsLookedAtButDefinitionsOfToolsAreNot() {
    String tools =
        ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"5555 5555 5555 4444\"}}]";
    for (Map.Entry<String, String> part : messages().entrySet()) {
      String message = part.getValue().replace(HERE, CARD);
      String body = "\"messages\":[" + message + ",{\"role\":\"user\",\"content\":\"b\"}]" + tools;

      String sent = sent(caller(rule(Action.REDACT)), body);
      HttpResponse<String> blocked = ask(caller(rule(Action.BLOCK)), body);

      assertThat(sent).as(part.getKey()).contains("5555 5555 5555 4444").doesNotContain("4242");
      assertThat(Json.isWhole(sent)).isTrue();
      assertThat(decoded(sent)).as(part.getKey()).contains("[CARD_").doesNotContain("4242");
      assertThat(blocked.statusCode()).as(part.getKey()).isEqualTo(403);
    }
    for (String more :
        List.of(
            ",\"stop\":[\"CARD_HERE\"]",
            ",\"user\":\"CARD_HERE\"",
            ",\"prediction\":{\"type\":\"content\",\"content\":\"CARD_HERE\"}",
            ",\"metadata\":{\"a\":\"CARD_HERE\"}",
            ",\"of_next_year\":{\"a\":[\"CARD_HERE\"]}")) {
      String body =
          "\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]" + more.replace(HERE, CARD);
      assertThat(ask(caller(rule(Action.BLOCK)), body).statusCode()).as(more).isEqualTo(403);
      assertThat(sent(caller(rule(Action.REDACT)), body)).as(more).doesNotContain("4242");
    }
  }

  private static String decoded(String sent) {
    StringBuilder all = new StringBuilder(sent);
    JsonNode content = Transcript.json(sent).path("messages").path(0).path("content");
    content.forEach(part -> {
      String data = part.path("file").path("file_data").asText("");
      all.append(
          new String(Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1)), UTF_8));
    });
    return all.toString();
  }

  @Test
  void whatAPlaceholderCannotReplaceIsRefused() {
    String number =
        "\"messages\":[{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
            + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":4242424242424242}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"b\"}]";
    String signed =
        "\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"reasoning_details\":[{\"type\":\"reasoning.text\","
            + "\"text\":\"4242 4242 4242 4242\",\"signature\":\"s\"}]},{\"role\":\"user\",\"content\":\"b\"}]";
    for (String body : List.of(number, signed)) {
      HttpResponse<String> response = ask(caller(rule(Action.REDACT)), body);

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(GatewayWorld.json(response).path("error").path("message").asText())
          .contains("nothing can be put instead");
    }
  }

  @Test
  void tokensAreNoWayAroundARule() {
    String body = "\"input\":[[1,2,3],[4]]";
    HttpResponse<String> refused = embed(caller(rule(Action.BLOCK)), body);
    HttpResponse<String> flagged = embed(caller(rule(Action.FLAG)), body);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("Send the text itself");
    assertThat(flagged.statusCode()).isEqualTo(200);
    assertThat(GatewayWorld.header(flagged, "x-nemo-guardrails")).isEqualTo("flagged");
    assertThat(embed(world.callerWithCredit("10"), body).headers().map())
        .doesNotContainKey("x-nemo-guardrails");
  }

  private HttpResponse<String> embed(Caller caller, String body) {
    String model =
        serve(
            "tokens-" + MODELS.incrementAndGet(),
            wire ->
                wire.json(
                    200,
                    "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":4}}"));
    return world.post(
        "/v1/embeddings", caller.secret(), "{\"model\":\"" + model + "\"," + body + "}");
  }

  @Test
  void spokenAnswersAreRefusedWhereRulesReadAnswers() {
    Rule output = Rule.of(UUID.randomUUID().toString(), CARDS, Action.REDACT);
    String body =
        "\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"a\",\"format\":\"wav\"},"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]";

    assertThat(ask(caller(output), body).statusCode()).isEqualTo(403);
    assertThat(ask(caller(rule(Action.REDACT)), body).statusCode()).isEqualTo(200);
  }

  /// Row 110.
  @Test
  void aRuleThatCannotRunClosesTheCallUnlessItIsOpen() {
    Check slow = new Check.Pattern("a{0,300}b", false, 0);
    Rule closed = Rule.of(UUID.randomUUID().toString(), slow, Action.REDACT).on(Direction.INPUT);
    String body = "\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(200_000) + "\"}]";

    HttpResponse<String> refused = ask(caller(closed), body);
    HttpResponse<String> passed = ask(caller(closed.openOnFailure()), body);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(GatewayWorld.reason(refused)).isEqualTo("guardrail_unavailable");
    assertThat(GatewayWorld.header(refused, "x-nemo-guardrails")).isEqualTo("unavailable");
    assertThat(GatewayWorld.header(passed, "x-nemo-guardrails")).isEqualTo("flagged");
  }

  private static String placeholder(Wire wire) {
    String received = wire.request().body();
    int at = received.indexOf("[CARD_");
    return received.substring(at, at + 13);
  }

  private static final Script SAYS_IT_IN_PIECES =
      wire -> {
        wire.beginStream();
        for (String piece : ("You paid with " + placeholder(wire) + ".").split("", -1)) {
          wire.event(Transcript.delta("{\"content\":\"" + piece + "\"}"));
        }
        wire.event(HangUps.STOP);
        wire.event("[DONE]");
        wire.endStream();
      };

  private static final Script SAYS_IT =
      wire -> {
        ObjectNode answer = Transcript.json(Transcript.TOOL_ANSWER);
        ObjectNode message = (ObjectNode) answer.path("choices").path(0).path("message");
        message.put("content", "You paid with " + placeholder(wire) + ".");
        ((ObjectNode) message.path("tool_calls").path(0).path("function"))
            .put("arguments", "{\"card\":\"" + placeholder(wire) + "\"}");
        wire.json(200, Json.write(answer));
      };

  @Test
  void callersGetTheirOwnValuesBackInTheAnswerAndInCallsOfTools() {
    Caller caller = caller(rule(Action.REDACT).restoring());
    for (boolean streamed : new boolean[] {false, true}) {
      String name = "restored-" + MODELS.incrementAndGet();
      String model = serve(name, streamed ? SAYS_IT_IN_PIECES : SAYS_IT);
      HttpResponse<String> response =
          world.post(
              caller.secret(),
              "{\"model\":\""
                  + model
                  + "\",\"stream\":"
                  + streamed
                  + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                  + CARD
                  + "\"}]}");

      StringBuilder said = new StringBuilder();
      if (streamed) {
        Transcript.frames(response)
            .forEach(frame ->
                said.append(
                    frame.path("choices").path(0).path("delta").path("content").asText("")));
      } else {
        said.append(response.body());
      }
      assertThat(said.toString()).contains("You paid with " + CARD + ".");
      assertThat(streamed || response.body().contains("{\\\"card\\\":\\\"" + CARD + "\\\"}"))
          .isTrue();
      assertThat(world.upstream().received(name).getFirst().body()).doesNotContain("4242");
    }
  }

  private String sent(Caller caller, String body) {
    String name = "sent-" + MODELS.incrementAndGet();
    String model = serve(name, wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    HttpResponse<String> response =
        world.post(caller.secret(), "{\"model\":\"" + model + "\"," + body + "}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return world.upstream().received(name).getFirst().body();
  }

  private HttpResponse<String> ask(Caller caller, String body) {
    String model =
        serve(
            "asked-" + MODELS.incrementAndGet(),
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    return world.post(caller.secret(), "{\"model\":\"" + model + "\"," + body + "}");
  }

  private static HttpRequest request(String path, Caller caller, String model, String card) {
    if (path.equals("/v1/audio/transcriptions")) {
      return Samples.transcription(
          caller.secret(),
          Map.of("model", List.of(model), "prompt", List.of("Hear " + card)),
          Samples.wav(2));
    }
    String body = Objects.requireNonNull(BODIES.get(path), path);
    return Transcript.post(
        path, caller.secret(), "{\"model\":\"" + model + "\"," + body.replace(HERE, card) + "}");
  }

  private String serve(String name, Script script) {
    world.offer(
        world.provider("scripted-" + name, world.upstream().baseUrl(), "openai"),
        ProviderListing.of(
            "scripted/" + name,
            name,
            name,
            EnumSet.allOf(Operation.class),
            4_096,
            GatewayWorld.RATES,
            null,
            "test"));
    world.upstream().on(name, script);
    return "scripted/" + name;
  }
}
