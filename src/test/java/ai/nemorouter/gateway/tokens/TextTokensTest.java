package ai.nemorouter.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.nemorouter.benchmark.SampleText;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextTokensTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  private static final Encoding CL100K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);

  private static final List<SampleText> SAMPLES = List.of(SampleText.values());

  /// Documented as up to 1.35 times the former tokenizer's tokens.
  private static final int NEWER_CLAUDE_PERCENT = 135;

  @ParameterizedTest
  @EnumSource
  void ourCountIsThatOfOpenAisOwnVocabulary(SampleText sample) {
    assertThat(Vocabulary.O200K.count(sample.text())).isEqualTo(sample.o200k());
  }

  @ParameterizedTest
  @EnumSource
  void theMarginsCoverTheVocabulariesThatWereMeasured(SampleText sample) {
    long newerClaude = (long) sample.claude2() * NEWER_CLAUDE_PERCENT / 100;
    long bytes = sample.text().getBytes(StandardCharsets.UTF_8).length;

    assertThat(bound(sample.text(), ModelFamily.ANTHROPIC))
        .isGreaterThanOrEqualTo(Math.min(bytes, newerClaude));
    assertThat(bound(sample.text(), ModelFamily.LARGE_VOCABULARY))
        .isGreaterThanOrEqualTo(sample.gemma3());
    assertThat(bound(sample.text(), ModelFamily.OTHER)).isGreaterThanOrEqualTo(sample.othersMost());
  }

  @Test
  void longTextsAreCountedExactlyThoughInPieces() {
    Random random = new Random(20261122);
    for (int i = 0; i < 60; i++) {
      String text = longText(random, 3 * Vocabulary.WINDOW + random.nextInt(40_000));

      assertThat(Vocabulary.O200K.count(text))
          .as("text %d", i)
          .isEqualTo(O200K.countTokensOrdinary(text));
      assertThat(Vocabulary.CL100K.count(text))
          .as("text %d", i)
          .isEqualTo(CL100K.countTokensOrdinary(text));
    }
  }

  @Test
  void aLongTextIsNeverCutWithinAWord() {
    for (String word : List.of("don't ", "1234 ", "naïveté—", "WORDS\n\n ")) {
      for (int shift = 0; shift < word.length(); shift++) {
        String text = "a".repeat(shift) + " " + word.repeat(3 * Vocabulary.WINDOW / word.length());

        assertThat(Vocabulary.O200K.count(text))
            .as("%s, shifted by %d", word, shift)
            .isEqualTo(O200K.countTokensOrdinary(text));
        assertThat(Vocabulary.CL100K.count(text))
            .as("%s, shifted by %d", word, shift)
            .isEqualTo(CL100K.countTokensOrdinary(text));
      }
    }
  }

  @Test
  void noUnicodeMakesTheBoundOfAnOpenAiModelSmallerThanItsCount() {
    Random random = new Random(20261123);
    for (int i = 0; i < 500; i++) {
      String text = RandomText.adversarial(random, 1 + random.nextInt(12_000) / (1 + i % 9));

      assertThat(bound(text, ModelFamily.O200K))
          .as("text %d: %s", i, RandomText.escaped(text))
          .isGreaterThanOrEqualTo(O200K.countTokensOrdinary(asSent(text)));
      assertThat(bound(text, ModelFamily.CL100K))
          .as("text %d: %s", i, RandomText.escaped(text))
          .isGreaterThanOrEqualTo(CL100K.countTokensOrdinary(asSent(text)));
    }
  }

  @Test
  void aBoundWithAMarginLiesBetweenAThirdOfTheBytesAndAllOfThem() {
    Random random = new Random(20261124);
    for (int i = 0; i < 2_000; i++) {
      String text = RandomText.adversarial(random, 1 + random.nextInt(500));
      long bytes = text.getBytes(StandardCharsets.UTF_8).length;
      TextTokens tokens = TextTokens.of(text, ModelFamily.OTHER);

      assertThat(tokens.bound())
          .as("text %d: %s", i, RandomText.escaped(text))
          .isGreaterThanOrEqualTo(Math.min(bytes, bytes / 3));
      if (text.chars().allMatch(c -> c < 0x80)) {
        assertThat(tokens.bound()).isLessThanOrEqualTo(bytes + 1);
      }
    }
  }

  @Test
  void aLetterThatNormalizationMakesLongerCountsAsTheLongerForm() {
    // One letter of three bytes that becomes eighteen letters, as Claude 2's tokenizer sees it.
    assertThat(bound("\uFDFA", ModelFamily.ANTHROPIC)).isGreaterThanOrEqualTo(33);
  }

  @Test
  void longRunsWithoutAWordsEndDoNotSlowTheCountDown() {
    int length = 1_000_000;
    Random random = new Random(20261125);
    List<String> runs =
        List.of(
            "a".repeat(length),
            "A".repeat(length),
            "aB".repeat(length / 2),
            " ".repeat(length),
            " ".repeat(length - 1) + "x",
            "\n".repeat(length),
            " \n".repeat(length / 2),
            "!".repeat(length),
            "e" + "\u0301".repeat(length),
            "的".repeat(length),
            "😀".repeat(length / 2),
            "'s".repeat(length / 2),
            RandomText.of(random, length, 'a', 'z'),
            RandomText.of(random, length, 0x4E00, 0x9FFF));

    // Minutes if the work grew with the square of the length; below half a second each in fact.
    long began = System.nanoTime();
    for (String run : runs) {
      for (ModelFamily family : ModelFamily.values()) {
        assertThatCode(() -> TextTokens.of(run, family)).doesNotThrowAnyException();
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void halfASurrogatePairCountsAsWhatIsSentForIt() {
    assertThat(Vocabulary.O200K.count("a\uD83D b\uDE00"))
        .isEqualTo(O200K.countTokensOrdinary("a? b?"));
  }

  private static String asSent(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static long bound(String text, ModelFamily family) {
    return TextTokens.of(text, family).bound();
  }

  /// Sentences of all languages in a row, with white space and punctuation of many kinds between.
  private static String longText(Random random, int length) {
    List<String> between =
        List.of(" ", "\n", "\n\n  ", " — ", "...", "\t", ", ", "'s ", "。", " 42 ");
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      SampleText sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      int from = random.nextInt(sample.text().length());
      text.append(sample.text(), from, from + random.nextInt(sample.text().length() - from));
      text.append(between.get(random.nextInt(between.size())));
    }
    return text.toString();
  }
}
