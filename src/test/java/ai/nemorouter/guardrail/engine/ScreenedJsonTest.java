package ai.nemorouter.guardrail.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenedJsonTest {
  private static final Guard GUARD = Guards.redacting();

  private static AnswerStream stream() {
    return Guards.open(GUARD).stream(Direction.OUTPUT, Part.json("tool_calls[0]", "assistant", ""));
  }

  private static String screened(String json) {
    AnswerStream stream = stream();
    return stream.accept(json) + stream.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"a\" : 1.50e+10, \"b\":[true,false , null], \"c\":\"tab\\t \\u00e9 \\/ \\\"x\\\"\" }\n",
        "[]",
        "{\"n\":0.1000,\"big\":12345678901234567890123}",
        "\"\\ud83d\\ude00\"",
        "{\"a\":{\"b\":{\"c\":\"\"}}}"
      })
  void whatIsHarmlessStaysByteForByte(String json) {
    assertThat(screened(json)).isEqualTo(json);
  }

  @Test
  void stringsAreLookedAtDecoded() {
    assertThat(screened("{\"to\":\"john\\u0040example.com\",\"n\":\"caf\\u00e9\"}"))
        .matches("\\{\"to\":\"\\[EMAIL_[A-Z2-7]{6}]\",\"n\":\"caf\\\\u00e9\"}");
    assertThat(screened("{\"q\":\"say \\\"4242 4242 4242 4242\\\".\"}"))
        .matches("\\{\"q\":\"say \\\\\"\\[CARD_[A-Z2-7]{6}]\\\\\"\\.\"}");
  }

  @Test
  void theNameOfAMemberIsContextForItsValue() {
    assertThat(screened("{\"socialSecurityNumber\":\"219 09 9999\"}")).contains("[US_SSN_");
    assertThat(screened("{\"orderNumber\":\"219 09 9999\"}")).contains("219 09 9999");
  }

  @Test
  void aMatchInANumberOrANameBlocks() {
    for (String json : List.of("{\"card\":4242424242424242}", "{\"john@example.com\":1}")) {
      AnswerStream stream = stream();
      String sent = stream.accept(json) + stream.finish();

      assertThat(stream.isRefused()).isTrue();
      assertThat(sent).doesNotContain("4242").doesNotContain("john");
    }
  }

  @Test
  void argumentsThatAreNoJsonAreLookedAtAsText() {
    assertThat(screened("send to john@example.com")).startsWith("send to [EMAIL_");
    assertThat(screened("{\"to\": john@example.com, x")).startsWith("{\"to\": [EMAIL_");
    assertThat(screened("{\"to\":\"john@example.com")).startsWith("{\"to\":\"[EMAIL_");
    assertThat(screened("{\"a\":\"x\\u00")).isEqualTo("{\"a\":\"x\\u00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"to\":\"john\\u0040example.com\", \"n\":[1,2.50,\"x\\ud83d\\ude00 4242 4242 4242"
            + " 4242\"]}",
        "{\"ssn\":\"219 09 9999\",\"k\":\"a\\\\b\\n\",\"z\":true}",
        "{\"card\":4242424242424242,\"more\":1}",
        "not json john@example.com 1",
        "{\"a\":\"\\uD83D\",\"b\":\"\\ud83dx\"}"
      })
  void itDoesNotMatterWhereArgumentsAreCut(String json) {
    AnswerStream whole = stream();
    String expected = whole.accept(json) + whole.finish();
    for (int cut = 0; cut <= json.length(); cut++) {
      AnswerStream stream = stream();
      String sent = stream.accept(json.substring(0, cut)) + stream.accept(json.substring(cut));
      sent += stream.finish();
      assertThat(stream.verdict()).isEqualTo(whole.verdict());
      if (!whole.isRefused()) {
        assertThat(sent).as("cut at %d", cut).isEqualTo(expected);
      }
    }
  }
}
