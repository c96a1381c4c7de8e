package ai.nemorouter.guardrail.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.engine.Check.Hook.Shape;
import ai.nemorouter.guardrail.engine.Direction;
import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.hook.HookAnswer.Match;
import ai.nemorouter.guardrail.hook.HookFormat.UnusableAnswerException;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What hooks are asked in the words of each kind of service, and how their answers are read.
class HookFormatTest {
  private static final HookQuestion QUESTION =
      new HookQuestion(
          Ids.next(),
          Direction.INPUT,
          List.of(
              new HookQuestion.Text("messages[0].content", "user", "😀 mail ada@example.com now"),
              new HookQuestion.Text("messages[1].content", "tool", "4242424242424242")));

  @Test
  void ourOwnWordsNameEachPart() {
    JsonNode asked = Json.parseObject(bytes(format(Shape.NEMOROUTER, 0).question(QUESTION)));

    assertThat(asked.path("direction").asText()).isEqualTo("input");
    assertThat(asked.path("request_id").asText()).startsWith("req_");
    assertThat(asked.at("/parts/1/part").asInt()).isEqualTo(1);
    assertThat(asked.at("/parts/1/role").asText()).isEqualTo("tool");
    assertThat(asked.at("/parts/0/path").asText()).isEqualTo("messages[0].content");
  }

  @Test
  void ourOwnWordsSayWhatIsFlaggedAndWhere() throws Exception {
    List<Match> matches =
        format(Shape.NEMOROUTER, 50)
            .answer(
                QUESTION,
                """
                {"verdicts":[{"part":0,"flagged":true,"score":80,"spans":[{"start":3,"end":7}]},
                  {"part":1,"flagged":true},{"part":1,"flagged":true,"score":49},{"part":0,"flagged":false}]}
                """);

    assertThat(matches)
        .containsExactly(new Match(0, Kind.HOOK, 3, 4, 80), new Match(1, Kind.HOOK, 0, 0, 100));
    assertThat(format(Shape.NEMOROUTER, 0).answer(QUESTION, "{\"verdicts\":[]}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ok",
        "[]",
        "{}",
        "{\"verdicts\":{}}",
        "{\"verdicts\":[{\"part\":2,\"flagged\":false}]}",
        "{\"verdicts\":[{\"part\":-1,\"flagged\":false}]}",
        "{\"verdicts\":[{\"part\":\"0\",\"flagged\":false}]}",
        "{\"verdicts\":[{\"part\":0}]}",
        "{\"verdicts\":[{\"part\":0,\"flagged\":\"no\"}]}",
        "{\"verdicts\":[{\"part\":1,\"flagged\":true,\"spans\":[{\"start\":0,\"end\":17}]}]}",
        "{\"verdicts\":[{\"part\":1,\"flagged\":true,\"spans\":[{\"start\":5,\"end\":4}]}]}",
        "{\"verdicts\":[{\"part\":1,\"flagged\":true,\"score\":101}]}",
        "{\"verdicts\":[{\"part\":1,\"flagged\":true}]}}{\"verdicts\":[]}"
      })
  void anAnswerInOurWordsThatIsNoneIsUnusable(String body) {
    assertThatThrownBy(() -> format(Shape.NEMOROUTER, 0).answer(QUESTION, body))
        .isInstanceOf(UnusableAnswerException.class)
        .satisfies(thrown ->
            assertThat(body.length() < 3 || !String.valueOf(thrown.getMessage()).contains(body))
                .isTrue());
  }

  @Test
  void thePresidioAnalyzerCountsInCodePointsOverAllTexts() throws Exception {
    String asked = format(Shape.PRESIDIO, 0).question(QUESTION);
    JsonNode json = Json.parseObject(bytes(asked));
    assertThat(json.path("language").asText()).isEqualTo("en");
    String text = json.path("text").asText();
    int address = text.codePointCount(0, text.indexOf("ada@"));
    int card = text.codePointCount(0, text.indexOf("4242"));

    List<Match> matches =
        format(Shape.PRESIDIO, 60)
            .answer(
                QUESTION,
                """
                [{"entity_type":"EMAIL_ADDRESS","start":%d,"end":%d,"score":1.0},
                 {"entity_type":"PERSON","start":%d,"end":%d,"score":0.85},
                 {"entity_type":"CREDIT_CARD","start":%d,"end":%d,"score":0.59},
                 {"entity_type":"CREDIT_CARD","start":%d,"end":%d,"score":0.6}]
                """
                    .formatted(
                        address,
                        address + 15,
                        address,
                        address + 3,
                        card,
                        card + 4,
                        card,
                        card + 16));

    assertThat(matches)
        .containsExactly(
            new Match(0, Kind.EMAIL, 8, 15, 100),
            new Match(0, Kind.HOOK, 8, 3, 85),
            new Match(1, Kind.CARD, 0, 16, 60));
  }

  @Test
  void aPresidioMatchOverTwoTextsCountsInBoth() throws Exception {
    String text =
        Json.parseObject(bytes(format(Shape.PRESIDIO, 0).question(QUESTION))).path("text").asText();
    int points = text.codePointCount(0, text.length());

    assertThat(
            format(Shape.PRESIDIO, 0)
                .answer(
                    QUESTION,
                    "[{\"entity_type\":\"X\",\"start\":0,\"end\":%d,\"score\":0.5}]"
                        .formatted(points)))
        .extracting(Match::text)
        .containsExactly(0, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"error\":\"No matching recognizers\"}",
        "[{\"start\":0,\"end\":1,\"score\":1}]",
        "[{\"entity_type\":\"X\",\"start\":0,\"end\":999,\"score\":1}]",
        "[{\"entity_type\":\"X\",\"start\":0,\"end\":1}]",
        "[{\"entity_type\":\"X\",\"start\":0,\"end\":1,\"score\":1.5}]"
      })
  void anAnswerOfPresidioThatIsNoneIsUnusable(String body) {
    assertThatThrownBy(() -> format(Shape.PRESIDIO, 0).answer(QUESTION, body))
        .isInstanceOf(UnusableAnswerException.class);
  }

  @Test
  void moderationsAreAboutWholeTexts() throws Exception {
    assertThat(Json.parseObject(bytes(format(Shape.OPENAI, 0).question(QUESTION))).path("input"))
        .hasSize(2);
    String body =
        """
        {"results":[{"flagged":false,"category_scores":{"hate":0.61,"violence":0.2}},
                    {"flagged":true,"category_scores":{"hate":0.1}}]}
        """;

    assertThat(format(Shape.OPENAI, 0).answer(QUESTION, body))
        .containsExactly(new Match(1, Kind.HOOK, 0, 0, 10));
    assertThat(format(Shape.OPENAI, 60).answer(QUESTION, body))
        .containsExactly(new Match(0, Kind.HOOK, 0, 0, 61));
    assertThatThrownBy(
            () -> format(Shape.OPENAI, 0).answer(QUESTION, "{\"results\":[{\"flagged\":false}]}"))
        .isInstanceOf(UnusableAnswerException.class);
  }

  private static HookFormat format(Shape shape, int threshold) {
    return HookFormat.of(new Check.Hook("https://hook.example", shape, "", threshold, 1000, 1));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
