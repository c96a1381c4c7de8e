package ai.nemorouter.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTokensTest {
  /// The examples of OpenAI's, Anthropic's and Google's pages, and the arithmetic of their rules.
  @ParameterizedTest
  @CsvSource({
    "openai/gpt-4o, 1024, 1024, high, 765",
    "openai/gpt-4o, 2048, 4096, high, 1105",
    "openai/gpt-4o, 4096, 8192, low, 85",
    "openai/gpt-4o, 128, 64, high, 255",
    "openai/gpt-4o-2024-08-06, 1024, 1024, auto, 765",
    "openai/gpt-4o-mini, 1024, 1024, high, 25501",
    "openai/gpt-4o-mini-2024-07-18, 9, 9, low, 2833",
    "openai/gpt-4.1, 1024, 1024, high, 765",
    "openai/gpt-4.1-mini, 1024, 1024, high, 1659",
    "openai/gpt-4.1-nano, 1024, 1024, high, 2520",
    "openai/gpt-4.1-mini, 1800, 2400, low, 2489",
    "openai/gpt-5, 1024, 1024, high, 630",
    "openai/gpt-5-2025-08-07, 1024, 1024, high, 630",
    "openai/o3, 1024, 1024, high, 675",
    "openai/gpt-5.4, 320, 320, high, 162",
    "anthropic/claude-sonnet-4.5, 1092, 1092, '', 1521",
    "anthropic/claude-sonnet-4.5, 8000, 8000, '', 1600",
    "anthropic/claude-opus-4.7, 8000, 8000, '', 4784",
    "anthropic/claude-opus-5, 8000, 8000, '', 4784",
    "google/gemini-2.5-flash, 960, 540, '', 1548",
    "google/gemini-2.5-flash, 300, 300, '', 1120",
    "meta-llama/llama-4-scout, 500, 500, '', 6404"
  })
  void anImageCountsByItsMakersRule(
      String slug, int width, int height, String detail, long tokens) {
    assertThat(ImageTokens.ruleOf(slug).of(new ImageSize(width, height), detail)).isEqualTo(tokens);
  }

  @Test
  void noImageOfOpenAiOrAnthropicCountsMoreThanOneOfUnknownSize() {
    Random random = new Random(20261122);
    List<String> slugs =
        List.of(
            "openai/gpt-4o",
            "openai/gpt-4o-mini",
            "openai/gpt-4.1-nano",
            "openai/o4-mini",
            "openai/gpt-5.4",
            "openai/gpt-6-sol",
            "anthropic/claude-haiku-4.5",
            "anthropic/claude-sonnet-5",
            "deepseek/deepseek-v3");
    for (int i = 0; i < 5_000; i++) {
      ImageTokens rule = ImageTokens.ruleOf(slugs.get(i % slugs.size()));
      ImageSize size = new ImageSize(side(random), side(random));
      String detail = List.of("low", "high", "auto", "").get(random.nextInt(4));

      assertThat(rule.of(size, detail))
          .as("%s, %s, %s", rule, size, detail)
          .isPositive()
          .isLessThanOrEqualTo(rule.most(detail));
    }
  }

  @Test
  void anImageBehindAnAddressCountsTheMostThatItsModelTakes() {
    TextTokens tokens =
        ImageTokens.of(ImageTokens.ruleOf("openai/gpt-4o"), Optional.empty(), "auto");

    assertThat(tokens).isEqualTo(new TextTokens(765, 1_445));
  }

  @Test
  void aLookalikeOfAnotherAuthorIsTakenForUnknown() {
    assertThat(ImageTokens.ruleOf("somebody/gpt-4o")).isInstanceOf(ImageTokens.Unknown.class);
  }

  private static int side(Random random) {
    return 1 + random.nextInt(1 << (1 + random.nextInt(15)));
  }
}
