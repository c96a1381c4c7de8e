package ai.nemorouter.platform.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void aNumberThatCannotBeWrittenBackIsRefusedByItsField() {
    for (String number : new String[] {"1e99999", "-1e401", "1E+500", "1e-401", "1e-999999999"}) {
      assertThatThrownBy(() -> parse("{\"a\":{\"temperature\":" + number + "}}"))
          .as(number)
          .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
          .satisfies(refused -> {
            assertThat(refused.error().status()).isEqualTo(400);
            assertThat(refused.error().param()).isEqualTo("temperature");
            assertThat(refused.error().metadata()).containsEntry("reason", "number_out_of_range");
          });
    }
  }

  @Test
  void everyOtherNumberIsReadAndWrittenWithAllItsDigits() {
    assertThat(Json.write(parse("{\"a\":[1e400,0.1,1.7976931348623157e308,5e-324,0.0,-0.50]}")))
        .isEqualTo(
            "{\"a\":[1"
                + "0".repeat(400)
                + ",0.1,17976931348623157"
                + "0".repeat(292)
                + ",0."
                + "0".repeat(323)
                + "5,0,-0.5]}");
  }

  @Test
  void inTheAnswerOfAProviderSuchANumberCountsAsNull() {
    assertThat(
            Json.parseAnswer("{\"cost\":1e-999999999,\"n\":1e3}".getBytes(UTF_8), false).toString())
        .isEqualTo("{\"cost\":null,\"n\":1E+3}");
  }

  @Test
  void moreValuesThanARequestCanNeedAreRefused() {
    String many = "{},".repeat(Json.TOKENS_MAX / 2 - 4);
    ObjectNode fits = parse("{\"x\":[" + many + "{}]}");
    assertThat(fits.path("x")).hasSize(Json.TOKENS_MAX / 2 - 3);

    assertTooLarge("{\"x\":[" + many + "{},{},{},{},{},{}]}", "Token count");
    assertTooLarge("{\"x\":" + "[".repeat(600) + "]".repeat(600) + "}", "nesting depth");
    assertTooLarge("{\"" + "n".repeat(20_000) + "\":1}", "Name length");
    assertTooLarge("{\"x\":1" + "0".repeat(2_000) + "}", "Number value length");
  }

  private static void assertTooLarge(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
        .satisfies(refused -> {
          assertThat(refused.error().status()).isEqualTo(400);
          assertThat(refused.error().metadata()).containsEntry("reason", "json_too_large");
          assertThat(refused.error().message()).contains(message).doesNotContain("StreamRead");
        });
  }

  private static ObjectNode parse(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }
}
