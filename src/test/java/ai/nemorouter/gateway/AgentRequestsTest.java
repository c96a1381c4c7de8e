package ai.nemorouter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.ScriptedUpstream.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What coding agents and their SDKs send that is more than the formats say.
@QuarkusTest
class AgentRequestsTest {
  private static final String USAGE =
      "{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17}";

  private final GatewayWorld world;
  private final DialectWorld dialects;

  AgentRequestsTest(GatewayWorld world, DialectWorld dialects) {
    this.world = world;
    this.dialects = dialects;
  }

  /// Row 58.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"a\"}] | : PROCESSING",
        "/v1/messages | \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}] | event: ping",
        "/v1/responses | \"input\":\"a\" | event: response.in_progress"
      })
  void aSilentProviderIsToldInTheWayThatTheFormatsClientsCount(
      String path, String fields, String sign) {
    String model = world.serve("agent-silent", Wire::waitForHangUp);
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(
            path, caller.secret(), "{\"stream\":true,\"model\":\"" + model + "\"," + fields + "}");

    assertThat(response.body().split(sign, -1).length).isGreaterThan(3);
    world.assertBooksBalance(caller);
  }

  @Test
  void commentsOfAProviderEndNeitherTheWaitNorTheSignsOfLife() {
    String model =
        world.serve(
            "agent-comments",
            wire -> {
              wire.beginStream();
              while (true) {
                wire.bytes(": still thinking\n\n".getBytes(UTF_8));
                TimeUnit.MILLISECONDS.sleep(50);
              }
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":true"));

    assertThat(response.body()).contains(": PROCESSING", "\"code\":504").doesNotContain("thinking");
    assertThat(world.settledCall(caller)).containsEntry("status", "failed");
    world.assertBooksBalance(caller);
  }

  @ParameterizedTest
  @CsvSource({
    "ours,foreign,200",
    "foreign,ours,200",
    "foreign,empty,401",
    "ours,empty,200",
    "ours,ours,200"
  })
  void ofTwoCredentialsTheOneOfOurFormCounts(String alone, String bearer, int status) {
    String model =
        world.serve("agent-keys", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.send(
            HttpRequest.newBuilder(GatewayWorld.address("/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("x-api-key", credential(alone, caller))
                .header("authorization", "Bearer " + credential(bearer, caller))
                .POST(HttpRequest.BodyPublishers.ofString(GatewayWorld.chat(model, "")))
                .build());

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(world.upstream().received("agent-keys"))
        .allSatisfy(sent -> assertThat(sent.toString()).doesNotContain("sk-ant-foreign"));
  }

  private static String credential(String kind, Caller caller) {
    return switch (kind) {
      case "ours" -> caller.secret();
      case "foreign" -> "sk-ant-foreign";
      default -> "";
    };
  }

  @Test
  void aServerThatWantsTheSystemFirstGetsItFirstAndOnceAndNoBillingLine() {
    String model =
        world.serve("agent-system", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    world.post(
        "/v1/messages",
        caller.secret(),
        """
        {"model":"%s","max_tokens":9,
         "system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2; cch=00001;"},{"type":"text","text":"Be brief"}],
         "messages":[{"role":"user","content":"One"},{"role":"assistant","content":"1"},{"role":"system","content":"Now two"},{"role":"user","content":"Two"}]}
        """
            .formatted(model));
    JsonNode ofMessages = Transcript.sent(world, "agent-system").path("messages");
    world.post(
        "/v1/responses",
        caller.secret(),
        """
        {"model":"%s","instructions":"Be brief","input":[{"role":"developer","content":"And kind"},{"role":"user","content":"One"}]}
        """
            .formatted(model));
    JsonNode ofResponses = Transcript.sent(world, "agent-system").path("messages");

    assertThat(ofMessages)
        .hasToString(
            "[{\"role\":\"system\",\"content\":[{\"type\":\"text\",\"text\":\"Be brief\"}]},{\"role\":\"user\",\"content\":\"One\"},{\"role\":\"assistant\",\"content\":\"1\"},{\"role\":\"user\",\"content\":\"Now two\\n\\nTwo\"}]");
    assertThat(ofResponses)
        .hasToString(
            "[{\"role\":\"system\",\"content\":\"Be brief\\n\\nAnd kind\"},{\"role\":\"user\",\"content\":\"One\"}]");
  }

  @Test
  void theBillingLineReachesAnthropic() {
    String model =
        dialects.serve("anthropic", "agent-billing", "/v1", wire -> wire.json(500, "{}"));

    world.post(
        "/v1/messages",
        world.callerWithCredit("1").secret(),
        "{\"model\":\""
            + model
            + "\",\"max_tokens\":9,\"system\":[{\"type\":\"text\",\"text\":\"x-anthropic-billing-header: a\"},{\"type\":\"text\",\"text\":\"b\"}],\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");

    assertThat(world.upstream().received("agent-billing").getFirst().body())
        .contains("x-anthropic-billing-header: a");
  }

  @ParameterizedTest
  @CsvSource({"reasoning", "reasoning_content"})
  void thoughtsComeUnderBothNamesAndGoBackUnderTheOneTheyHad(String name) {
    String model =
        world.serve(
            "agent-thoughts-" + name,
            wire ->
                wire.json(
                    200,
                    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"4\",\""
                        + name
                        + "\":\"2+2\"},\"finish_reason\":\"stop\"}],\"usage\":"
                        + USAGE
                        + "}"));
    Caller caller = world.callerWithCredit("1");

    JsonNode said =
        GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(model, "")))
            .path("choices")
            .path(0)
            .path("message");
    assertThat(said.path("reasoning").asText()).isEqualTo("2+2");
    assertThat(said.path("reasoning_content").asText()).isEqualTo("2+2");

    String question = "{\"role\":\"user\",\"content\":\"a\"}";
    for (String kept : new String[] {"reasoning", "reasoning_content"}) {
      world.post(
          caller.secret(),
          "{\"model\":\""
              + model
              + "\",\"messages\":["
              + question
              + ",{\"role\":\"assistant\",\"content\":\"4\",\""
              + kept
              + "\":\"2+2\"},"
              + question
              + "]}");
      assertThought(name);
    }
    thinkInOtherFormats(caller, model, question, name);
  }

  private void thinkInOtherFormats(Caller caller, String model, String question, String name) {
    world.post(
        "/v1/messages",
        caller.secret(),
        "{\"max_tokens\":9,\"model\":\""
            + model
            + "\",\"messages\":["
            + question
            + ",{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"2+2\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"4\"}]},"
            + question
            + "]}");
    assertThought(name);
    world.post(
        "/v1/responses",
        caller.secret(),
        "{\"model\":\""
            + model
            + "\",\"input\":["
            + question
            + ",{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"2+2\"}]},{\"role\":\"assistant\",\"content\":\"4\"},"
            + question
            + "]}");
    assertThought(name);
  }

  private void assertThought(String name) {
    JsonNode turn = Transcript.sent(world, "agent-thoughts-" + name).path("messages").path(1);
    assertThat(turn.path(name).asText()).as(turn.toString()).isEqualTo("2+2");
    assertThat(turn.has(name.equals("reasoning") ? "reasoning_content" : "reasoning")).isFalse();
  }

  @Test
  void aSealThatTheProviderRefusesIsLeftOutAndItIsAskedOnceMore() {
    String model =
        dialects.serve(
            "anthropic",
            "agent-seal",
            "/v1",
            wire -> {
              if (wire.request().body().contains("\"signature\"")) {
                wire.json(
                    400,
                    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"messages.1.content.0: Invalid `signature` in `thinking` block\"}}");
              } else {
                wire.json(
                    200,
                    "{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":10,\"output_tokens\":2}}");
              }
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(
            "/v1/messages",
            caller.secret(),
            "{\"max_tokens\":9,\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":\"cut\"},{\"type\":\"redacted_thinking\",\"data\":\"openrouter.reasoning:x\"},{\"type\":\"text\",\"text\":\"b\"}]},{\"role\":\"user\",\"content\":\"c\"}]}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(world.upstream().received("agent-seal"))
        .hasSize(2)
        .noneMatch(sent -> sent.body().contains("openrouter.reasoning"));
    world.assertBooksBalance(caller);
    assertThat(world.calls(caller)).hasSize(1);
  }

  @Test
  void aCustomToolOfAChatIsAFunctionForOthersAndComesBackAsItWas() {
    String call =
        "\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"patch\",\"arguments\":\"{\\\"input\\\":\\\"*** Begin\\\"}\"}}]";
    String streamed =
        world.serve("agent-custom", Transcript.stream("tool_calls", USAGE, "{" + call + "}"));
    String whole =
        world.serve(
            "agent-custom-whole",
            wire ->
                wire.json(
                    200,
                    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,"
                        + call
                        + "},\"finish_reason\":\"tool_calls\"}],\"usage\":"
                        + USAGE
                        + "}"));
    String tools =
        ",\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"patch\",\"description\":\"d\"}}]";
    Caller caller = world.callerWithCredit("1");

    String stream =
        world.post(caller.secret(), GatewayWorld.chat(streamed, tools + ",\"stream\":true")).body();
    JsonNode answer =
        GatewayWorld.json(world.post(caller.secret(), GatewayWorld.chat(whole, tools)));

    assertThat(stream)
        .contains(
            "\"custom\":{\"name\":\"patch\",\"input\":\"\"}",
            "\"custom\":{\"input\":\"*** Begin\"}");
    assertThat(answer.path("choices").path(0).path("message").path("tool_calls").path(0))
        .hasToString(
            "{\"id\":\"c\",\"type\":\"custom\",\"custom\":{\"name\":\"patch\",\"input\":\"*** Begin\"}}");
    assertThat(Transcript.sent(world, "agent-custom").path("tools").findValue("parameters"))
        .isNotNull();
  }

  @Test
  void aCharacterThatIsCutInTwoIsJoinedAndWordsOfAHundredThousandLettersAreCut() {
    String huge = "x".repeat(100_000);
    String model =
        world.serve(
            "agent-halves",
            Transcript.stream(
                huge, USAGE, "{\"content\":\"a\\ud83d\"}", "{\"content\":\"\\ude42b\"}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(caller.secret(), GatewayWorld.chat(model, ",\"stream\":true"));

    StringBuilder text = new StringBuilder();
    Transcript.frames(response)
        .forEach(frame ->
            text.append(frame.path("choices").path(0).path("delta").path("content").asText("")));
    assertThat(text).hasToString("a🙂b");
    assertThat(response.body()).hasSizeLessThan(5_000).contains("\"finish_reason\":\"stop\"");
  }

  /// Row 26.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | \"messages\":[{\"role\":\"user\",\"content\":\"a\"}]",
        "/v1/messages | \"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]",
        "/v1/messages/count_tokens | \"messages\":[{\"role\":\"user\",\"content\":\"a\"}]",
        "/v1/responses | \"input\":\"a\""
      })
  void anUnknownModelNamesAtMostThreeThatComeNear(String path, String fields) {
    for (int i = 0; i < 5; i++) {
      world.serve("nearby-model-" + i, wire -> wire.json(500, "{}"));
    }
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        world.post(path, caller.secret(), "{\"model\":\"scripted/nearby-modle-1\"," + fields + "}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
    String message =
        Json.parseObject(response.body().getBytes(UTF_8)).path("error").path("message").asText();
    assertThat(message).contains("Did you mean `scripted/nearby-model-1`");
    assertThat(message.split("nearby-model-", -1)).hasSize(4);
  }
}
