package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenAI's older completions.
@QuarkusTest
class CompletionsTest {
  private static final String USAGE =
      "{\"prompt_tokens\":10,\"completion_tokens\":4,\"cost\":0.0012}";

  private final GatewayWorld world;

  CompletionsTest(GatewayWorld world) {
    this.world = world;
  }

  /// Row 103.
  @Test
  void aPromptIsAnsweredAsATextCompletionWithItsCost() {
    String model =
        world.serve(
            "completion",
            wire -> wire.json(200, GatewayWorld.ANSWER.formatted(",\"cost\":0.0012")));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response =
        complete(caller, model, "\"prompt\":[\"Say hello\"],\"max_tokens\":9,\"best_of\":1");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    ObjectNode answer = GatewayWorld.json(response);
    assertThat(answer.path("object").asText()).isEqualTo("text_completion");
    assertThat(answer.path("id").asText())
        .isEqualTo(GatewayWorld.header(response, "x-generation-id"));
    JsonNode choice = answer.path("choices").path(0);
    assertThat(choice.path("text").asText()).isEqualTo("Hello 日本語🙂");
    assertThat(choice.path("finish_reason").asText()).isEqualTo("stop");
    assertThat(choice.path("index").asInt()).isZero();
    assertThat(choice.has("logprobs")).isTrue();
    assertThat(answer.path("usage").path("cost").decimalValue()).isEqualByComparingTo("0.0012");
    JsonNode sent = Transcript.sent(world, "completion");
    assertThat(sent.path("messages"))
        .hasToString("[{\"role\":\"user\",\"content\":\"Say hello\"}]");
    assertThat(sent.path("max_tokens").asInt()).isEqualTo(9);
    assertThat(sent.has("prompt") || sent.has("best_of")).isFalse();
    assertThat(world.settledCall(caller)).containsEntry("cost", 1_200_000L);
    world.assertBooksBalance(caller);
  }

  /// Row 103.
  @Test
  void aStreamIsOneOfTextCompletions() {
    String model =
        world.serve(
            "completion-stream",
            Transcript.stream(
                "length",
                USAGE,
                "{\"role\":\"assistant\",\"content\":\"\"}",
                "{\"content\":\"Hello \"}",
                "{\"content\":\"日本語🙂\"}"));

    HttpResponse<String> response =
        complete(world.callerWithCredit("1"), model, "\"prompt\":\"Say hello\",\"stream\":true");

    String head =
        "data: {\"object\":\"text_completion\",\"id\":\"gen-ID\",\"created\":0,\"model\":\"scripted/completion-stream\",\"provider\":\"scripted-completion-stream\",\"choices\":[";
    assertThat(Transcript.of(response))
        .isEqualTo(
            head
                + "{\"text\":\"Hello \",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                + head
                + "{\"text\":\"日本語🙂\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                + head
                + "{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"length\",\"native_finish_reason\":\"length\"}]}\n\n"
                + head
                + "],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"cost\":0.0012,\"total_tokens\":14}}\n\n"
                + "data: [DONE]\n\n");
  }

  @Test
  void chancesOfTokensComeSideBySide() {
    String answer =
        GatewayWorld.ANSWER
            .formatted("")
            .replace(
                "\"finish_reason\"",
                "\"logprobs\":{\"content\":[{\"token\":\"He\",\"logprob\":-0.25,\"top_logprobs\":[{\"token\":\"Ha\",\"logprob\":-2.5}]},{\"token\":\"llo\",\"logprob\":-0.5,\"top_logprobs\":[]}]},\"finish_reason\"");
    String model = world.serve("completion-logprobs", wire -> wire.json(200, answer));

    HttpResponse<String> response =
        complete(world.callerWithCredit("1"), model, "\"prompt\":\"Say hello\",\"logprobs\":2");

    assertThat(GatewayWorld.json(response).path("choices").path(0).path("logprobs"))
        .hasToString(
            "{\"tokens\":[\"He\",\"llo\"],\"token_logprobs\":[-0.25,-0.5],\"top_logprobs\":[{\"Ha\":-2.5},{}],\"text_offset\":[0,2]}");
    JsonNode sent = Transcript.sent(world, "completion-logprobs");
    assertThat(sent.path("logprobs").asBoolean()).isTrue();
    assertThat(sent.path("top_logprobs").asInt()).isEqualTo(2);
  }

  /// Row 103.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"prompt\":[\"a\",\"b\"] | prompt",
        "\"prompt\":[1,2,3] | prompt",
        "\"prompt\":[[1,2,3]] | prompt",
        "\"prompt\":{} | prompt",
        "\"max_tokens\":5 | prompt",
        "\"prompt\":\"a\",\"echo\":true | echo",
        "\"prompt\":\"a\",\"suffix\":\"b\" | suffix",
        "\"prompt\":\"a\",\"best_of\":3 | best_of",
        "\"prompt\":\"a\",\"logprobs\":true | logprobs",
        "\"prompt\":\"a\",\"tools\":[{}] | tools"
      })
  void whatCannotBeHonouredIsRefusedByName(String fields, String param) {
    String model = world.serve("completion-refused", wire -> wire.json(500, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = complete(caller, model, fields);

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = GatewayWorld.json(response).path("error");
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("message").asText()).contains("\"" + param + "\"");
    assertThat(world.upstream().received("completion-refused")).isEmpty();
    assertThat(world.calls(caller)).isEmpty();
  }

  @Test
  void aBreakAfterTheFirstWordBecomesAnErrorFrameAndDone() {
    String model =
        world.serve(
            "completion-broken",
            wire -> {
              wire.beginStream();
              wire.event(Transcript.delta("{\"content\":\"Hel\"}"));
              wire.reset();
            });
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = complete(caller, model, "\"prompt\":\"a\",\"stream\":true");

    List<String> data = Transcript.data(response);
    assertThat(data.getLast()).isEqualTo("[DONE]");
    ObjectNode error = Transcript.frames(response).getLast();
    assertThat(error.path("error").path("code").asInt()).isEqualTo(502);
    assertThat(error.path("choices").path(0).path("finish_reason").asText()).isEqualTo("error");
    assertThat((Long) world.settledCall(caller).get("cost")).isPositive();
    world.assertBooksBalance(caller);
  }

  private HttpResponse<String> complete(Caller caller, String model, String fields) {
    return world.send(
        Transcript.post(
            "/v1/completions", caller.secret(), "{\"model\":\"" + model + "\"," + fields + "}"));
  }
}
