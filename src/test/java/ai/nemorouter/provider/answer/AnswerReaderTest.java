package ai.nemorouter.provider.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.provider.anthropic.Anthropic;
import ai.nemorouter.provider.azure.Azure;
import ai.nemorouter.provider.dialect.Dialect;
import ai.nemorouter.provider.gemini.Gemini;
import ai.nemorouter.provider.openai.OpenAi;
import ai.nemorouter.provider.openrouter.OpenRouter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every dialect reads alike: signs of life, JSON that is none, ends without an end, and
/// errors in any shape.
class AnswerReaderTest {
  private static final long MOST_BYTES = 1_000_000;

  /// One provider, and an answer of it: "Hello", a finish reason, and its usage.
  record Speaker(Dialect dialect, List<String> events, String document) {
    @Override
    public String toString() {
      return dialect.name();
    }
  }

  static List<Speaker> speakers() {
    List<String> chunks =
        List.of(
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}");
    String completion =
        "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";
    return List.of(
        new Speaker(new OpenAi(), chunks, completion),
        new Speaker(new Azure(), chunks, completion),
        new Speaker(new OpenRouter(), chunks, completion),
        new Speaker(
            new Anthropic(),
            List.of(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}",
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"Hel\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}",
                "{\"type\":\"content_block_stop\",\"index\":0}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}"),
            "{\"type\":\"message\",\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}"),
        new Speaker(
            new Gemini(),
            List.of(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}]}}],\"usageMetadata\":{\"promptTokenCount\":3}}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}"),
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}"));
  }

  private static final List<String> SIGNS_OF_LIFE =
      List.of(
          "data:\n\n",
          "data:    \n\n",
          "data: null\n\n",
          "data: ping\n\n",
          "data: [PING]\n\n",
          "data: : OPENROUTER PROCESSING\n\n",
          "event: ping\ndata:\n\n",
          "event: ping\ndata: {\"type\":\"ping\"}\n\n",
          "data: []\n\n",
          ": comment\n\n",
          "retry: 3000\n\n",
          "id: 1\n\n");

  @ParameterizedTest
  @MethodSource("speakers")
  void signsOfLifeSayNothingWhereverTheyStand(Speaker speaker) throws Exception {
    for (String sign : SIGNS_OF_LIFE) {
      for (int place = 0; place <= speaker.events().size(); place++) {
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < speaker.events().size(); i++) {
          stream.append(i == place ? sign : "").append(event(speaker.events().get(i)));
        }
        stream.append(place == speaker.events().size() ? sign : "").append("data: [DONE]\n\n");

        assertHello(read(speaker, stream.toString()), sign + " at " + place);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void jsonThatNoStandardAllowsIsReadAndNumbersThatAreNoneAreNull(Speaker speaker)
      throws Exception {
    for (String odd :
        List.of(
            "\"twice\":1,\"twice\":2",
            "\"odds\":NaN",
            "\"odds\":-Infinity",
            "\"text\":\"a\tb\"",
            "\"list\":[1,]")) {
      StringBuilder stream = new StringBuilder();
      for (String event : speaker.events()) {
        stream.append(event("{" + odd + "," + event.substring(1) + " \t"));
      }
      stream.append("data:  [DONE]  \n\n");

      assertHello(read(speaker, stream.toString()), odd);
    }
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void theLastEventCountsHoweverItEnds(Speaker speaker) throws Exception {
    String last = speaker.events().getLast();
    for (String end : List.of("\n\n", "\n", "", "\r\n\r\n", "\r\r")) {
      StringBuilder stream = new StringBuilder();
      speaker.events().stream()
          .limit(speaker.events().size() - 1L)
          .forEach(event -> stream.append(event(event)));
      stream.append("data: ").append(last).append(end);

      assertHello(read(speaker, stream.toString()), "ends with " + end.length());
    }
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void eventsWithoutEmptyLinesBetweenThemAndInAnyCutsAreRead(Speaker speaker) throws Exception {
    StringBuilder stream = new StringBuilder("\uFEFF".repeat(0));
    speaker.events().forEach(event -> stream.append("data: ").append(event).append("\n"));

    assertHello(read(speaker, stream + "\ndata: [DONE]\n\n"), "joined");
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void aDocumentInPlaceOfAStreamSaysTheSame(Speaker speaker) throws Exception {
    for (String document : List.of(speaker.document(), "\n " + speaker.document() + "\n")) {
      assertHello(read(speaker, document), document);
    }
    String list = "[" + String.join(",\n", speaker.events()) + "]";
    assertHello(read(speaker, list), "list");
  }

  static Stream<String> errors() {
    return Stream.of(
        "{\"error\":\"The model is asleep\"}",
        "{\"error\":{\"message\":\"The model is asleep\"}}",
        "{\"error\":{\"error\":{\"message\":\"The model is asleep\"}}}",
        "{\"error_type\":\"x\",\"error_message\":\"The model is asleep\"}",
        "{\"detail\":\"The model is asleep\"}",
        "{\"detail\":[{\"msg\":\"The model is asleep\",\"loc\":[\"body\"]}]}",
        "{\"errors\":[{\"message\":\"The model is asleep\"}]}",
        "{\"errors\":[\"The model is asleep\"]}",
        "{\"object\":\"error\",\"message\":\"The model is asleep\"}",
        "{\"message\":\"The model is asleep\"}");
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorInAnyShapeIsToldInTheProvidersWords(String error) throws Exception {
    for (Speaker speaker : speakers()) {
      for (String stream : List.of(error, event(error), "event: error\n" + event(error))) {
        List<ObjectNode> chunks = read(speaker, stream);

        assertThat(chunks).as(speaker + " " + stream).hasSize(1);
        assertThat(chunks.getFirst().path("error").path("message").asText())
            .as(speaker + " " + stream)
            .contains("The model is asleep");
      }
      assertThat(Failures.of(json(error)).path("message").asText()).contains("asleep");
    }
    assertThat(read(speakers().getFirst(), "event: error\ndata: The model is asleep\n\n"))
        .hasToString("[{\"error\":{\"message\":\"The model is asleep\"}}]");
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void anErrorThatSaysNothingIsNone(Speaker speaker) throws Exception {
    for (String harmless :
        List.of("\"\"", "{}", "null", "[]", "false", "{\"code\":0,\"message\":\"\"}")) {
      StringBuilder stream = new StringBuilder();
      for (String event : speaker.events()) {
        stream.append(event("{\"error\":" + harmless + "," + event.substring(1)));
      }

      assertHello(read(speaker, stream.toString()), harmless);
      assertHello(
          read(speaker, "{\"error\":" + harmless + "," + speaker.document().substring(1)),
          harmless);
    }
  }

  @ParameterizedTest
  @MethodSource("speakers")
  void whatLooksLikeAnAnswerAndCannotBeReadIsAFault(Speaker speaker) {
    assertThatThrownBy(() -> read(speaker, "data: {\"choices\":[{\n\n"))
        .isInstanceOf(AnswerReader.UnreadableException.class)
        .hasMessage("NOT_JSON");
    assertThatThrownBy(() -> read(speaker, "{\"choices\":[{"))
        .isInstanceOf(AnswerReader.UnreadableException.class)
        .hasMessage("NOT_JSON");
    assertThatThrownBy(() -> read(speaker, "{\"a\":\"" + "x".repeat((int) MOST_BYTES) + "\"}"))
        .isInstanceOf(AnswerReader.UnreadableException.class)
        .hasMessage("TOO_LARGE");
  }

  private static String event(String data) {
    return "data: " + data + "\n\n";
  }

  /// Reads it in one piece, byte by byte, and in random cuts: all must say the same.
  private static List<ObjectNode> read(Speaker speaker, String stream) throws Exception {
    byte[] bytes = stream.getBytes(UTF_8);
    List<ObjectNode> whole = read(speaker, bytes, List.of(bytes.length));
    Random random = new Random(bytes.length);
    List<Integer> cuts = new ArrayList<>();
    for (int at = 1; at < bytes.length; at += 1 + random.nextInt(9)) {
      cuts.add(at);
    }
    cuts.add(bytes.length);
    assertThat(withoutTimes(read(speaker, bytes, cuts))).isEqualTo(withoutTimes(whole));
    return whole;
  }

  private static String withoutTimes(List<ObjectNode> chunks) {
    return chunks.toString().replaceAll("\"created\":\\d+", "");
  }

  private static List<ObjectNode> read(Speaker speaker, byte[] bytes, List<Integer> cuts)
      throws Exception {
    AnswerReader reader = new AnswerReader(speaker.dialect(), MOST_BYTES);
    List<ObjectNode> chunks = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      chunks.addAll(reader.take(Arrays.copyOfRange(bytes, from, cut)));
      from = cut;
    }
    chunks.addAll(reader.end());
    return chunks;
  }

  private static JsonNode json(String text) {
    return ai.nemorouter.platform.json.Json.parseObject(text.getBytes(UTF_8));
  }

  private static void assertHello(List<ObjectNode> chunks, String what) {
    StringBuilder text = new StringBuilder();
    String finish = "";
    JsonNode usage = MissingNode.getInstance();
    for (ObjectNode chunk : chunks) {
      assertThat(chunk.has("error")).as(what + ": " + chunk).isFalse();
      JsonNode choice = chunk.path("choices").path(0);
      text.append(choice.path("delta").path("content").asText(""));
      finish = choice.path("finish_reason").asText(finish);
      usage = chunk.has("usage") ? chunk.path("usage") : usage;
    }
    assertThat(text).as(what).hasToString("Hello");
    assertThat(finish).as(what).isEqualTo("stop");
    assertThat(usage.path("prompt_tokens").asInt()).as(what).isEqualTo(3);
    assertThat(usage.path("completion_tokens").asInt()).as(what).isEqualTo(2);
  }
}
