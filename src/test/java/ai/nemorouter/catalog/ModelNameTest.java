package ai.nemorouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNameTest {
  @Test
  void lettersAToZAreTheSameInEitherCase() {
    assertThat(ModelName.same("OpenAI/GPT-5.Mini_Z", "openai/gpt-5.mini_z")).isTrue();
    assertThat(ModelName.same("openai/gpt-5", "openai/gpt-5 ")).isFalse();
  }

  /// The sign of Kelvin, the long s, the Turkish I with and without a dot, the sharp S, full width.
  @ParameterizedTest
  @CsvSource({"\u212A,k", "\u017F,s", "\u0130,i", "\u0131,i", "\u1E9E,\u00DF", "\uFF2F,O"})
  void noOtherLettersPassForEachOther(String one, String other) {
    assertThat(ModelName.same("x/" + one, "x/" + other)).isFalse();
    assertThat(ModelName.isPlain("x/" + one)).isFalse();
  }

  @Test
  void theLanguageOfTheMachineDoesNotMatter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(ModelName.folded("MISTRAL/I")).isEqualTo("mistral/i");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPlainNameIsShortAndPrintable() {
    assertThat(ModelName.isPlain("own-x/Any:Model@2.0_b")).isTrue();
    assertThat(ModelName.isPlain("own-x/a b")).isFalse();
    assertThat(ModelName.isPlain("own-x/a\u0000")).isFalse();
    assertThat(ModelName.isPlain("x".repeat(201))).isFalse();
  }
}
