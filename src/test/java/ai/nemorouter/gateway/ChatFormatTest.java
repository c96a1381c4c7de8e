package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.GatewayWorld.Caller;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How the fields of a chat are read, and which of them a provider gets to see.
@QuarkusTest
class ChatFormatTest {
  private final GatewayWorld world;

  ChatFormatTest(GatewayWorld world) {
    this.world = world;
  }

  /// Rows 24, 25 and 33.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"MODEL\"} | messages",
        "{\"model\":\"MODEL\",\"messages\":null} | messages",
        "{\"model\":\"MODEL\",\"messages\":[]} | messages",
        "{\"model\":\"MODEL\",\"messages\":[7]} | messages[0]",
        "{\"model\":\"MODEL\",\"messages\":[{\"content\":\"a\"}]} | messages[0].role",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":7}]} | messages[0].content",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | model",
        "{\"model\":null,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} | model",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"stop\":7} | stop",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"n\":0} | n",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"stream\":\"yes\"} | stream",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":0} | max_tokens",
        "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_completion_tokens\":5,\"max_tokens\":-1} | max_tokens"
      })
  void whatCannotBeReadIsRefusedByName(String body, String param) {
    String model = world.serve("chat-invalid", wire -> wire.json(500, "{}"));
    Caller caller = world.callerWithCredit("1");

    HttpResponse<String> response = world.post(caller.secret(), body.replace("MODEL", model));

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode error = GatewayWorld.json(response).path("error");
    assertThat(error.path("code").asInt()).isEqualTo(400);
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(world.upstream().received("chat-invalid")).isEmpty();
  }

  /// Row 36.
  @Test
  void explicitNullsAreAsGoodAsNothing() {
    String model =
        world.serve("chat-nulls", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response =
        world.post(
            world.callerWithCredit("1").secret(),
            GatewayWorld.chat(
                model,
                ",\"tools\":null,\"temperature\":null,\"stop\":null,\"n\":null,\"stream\":null,\"max_tokens\":null,\"max_completion_tokens\":null,\"response_format\":null"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Transcript.sent(world, "chat-nulls").properties())
        .extracting(field -> field.getKey())
        .containsExactlyInAnyOrder("model", "messages", "max_tokens");
  }

  /// Row 29.
  @Test
  void theProviderGetsWhatItKnowsAndTheAnswerNamesTheRest() {
    String model =
        world.serve("chat-unknown", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    HttpResponse<String> response =
        world.post(
            world.callerWithCredit("1").secret(),
            GatewayWorld.chat(
                model,
                ",\"foo_unknown\":{\"a\":[1,null]},\"transforms\":[],\"plugins\":[],\"usage\":{\"include\":true},\"session_id\":\"s\",\"trace\":{\"a\":\"b\"},\"debug\":{},\"seed\":7"));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Transcript.sent(world, "chat-unknown").properties())
        .extracting(field -> field.getKey())
        .containsExactlyInAnyOrder("model", "messages", "seed", "max_tokens");
    assertThat(GatewayWorld.header(response, "x-nemo-ignored"))
        .isEqualTo("foo_unknown, session_id, trace, debug");
  }

  /// Row 33.
  @ParameterizedTest
  @ValueSource(strings = {"\"END\"", "[\"END\",\"STOP\"]"})
  void whatShapesTheAnswerPassesUnchanged(String stop) {
    String model =
        world.serve("chat-passes", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    world.post(
        world.callerWithCredit("1").secret(),
        GatewayWorld.chat(
            model,
            ",\"n\":2,\"logprobs\":true,\"top_logprobs\":3,\"seed\":7,\"logit_bias\":{\"50256\":-100},\"stop\":"
                + stop));

    JsonNode sent = Transcript.sent(world, "chat-passes");
    assertThat(sent.path("n").asInt()).isEqualTo(2);
    assertThat(sent.path("logprobs").asBoolean()).isTrue();
    assertThat(sent.path("top_logprobs").asInt()).isEqualTo(3);
    assertThat(sent.path("seed").asInt()).isEqualTo(7);
    assertThat(sent.path("logit_bias")).hasToString("{\"50256\":-100}");
    assertThat(sent.path("stop")).hasToString(stop);
  }

  /// Row 34.
  @Test
  void theNewerNameOfTheCeilingWinsAndIsWhatIsHeldFor() {
    String model =
        world.serve("chat-ceilings", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = world.callerWithCredit("1");

    world.post(
        caller.secret(),
        GatewayWorld.chat(model, ",\"max_completion_tokens\":50,\"max_tokens\":4000"));

    JsonNode sent = Transcript.sent(world, "chat-ceilings");
    assertThat(sent.path("max_tokens").asInt()).isEqualTo(50);
    assertThat(sent.has("max_completion_tokens")).isFalse();
    // 50 output tokens at $10 a million, and a little input at $1 a million.
    assertThat((Long) world.settledCall(caller).get("held")).isBetween(500_000L, 700_000L);
  }

  /// Row 35.
  @Test
  void partsOfAMessagePassByteForByte() {
    String model =
        world.serve("chat-parts", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    List<String> parts =
        List.of(
            "{\"type\":\"text\",\"text\":\"\\u2028 \\u0000 日本語🙂\"}",
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0KGgo=\",\"detail\":\"low\"}}",
            "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"UklGRg==\",\"format\":\"wav\"}}",
            "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,JVBERg==\"}}");
    String content = "[" + String.join(",", parts) + "]";

    HttpResponse<String> response =
        world.post(
            world.callerWithCredit("100").secret(),
            "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":"
                + content
                + "}]}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Transcript.sent(world, "chat-parts").path("messages").path(0).path("content"))
        .isEqualTo(Transcript.json("{\"content\":" + content + "}").path("content"));
  }
}
