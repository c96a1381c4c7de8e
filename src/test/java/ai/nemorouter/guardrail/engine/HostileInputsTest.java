package ai.nemorouter.guardrail.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts and patterns made to cost much cost little: the bounds are far above what is measured and
/// far below what anything but linear time would take.
@Timeout(60)
class HostileInputsTest {
  private static final int MEGABYTE = 1_000_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "1",
        "1 ",
        "a@",
        "@",
        "sk-proj-",
        "DE89",
        "eyJ",
        "://a:",
        "token=",
        "-----BEGIN ",
        "(",
        "+1",
        "a.b",
        "\u200b",
        "\ud83d",
        "４",
        "ignore instructions ",
        "12.04.1985 ",
        " street",
        " road abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghij",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ. street",
        "postgres://a:b@",
        "AB12 ",
        "::",
        "[",
        "4242 4242 4242 4242 ",
        "-",
        "password: "
      })
  void aMegabyteOfTheSameIsReadInTime(String piece) {
    String text = piece.repeat(MEGABYTE / piece.length());
    long start = System.nanoTime();
    Guards.open(Guards.redacting()).screen(Direction.INPUT, Part.text("m", "user", text));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "1", "1 ", "sk-proj-A", "a@b.", "token=A", "-----BEGIN PRIVATE KEY-----"})
  void aLongWordIsStreamedInTime(String piece) {
    AnswerStream stream =
        Guards.open(Guards.redacting()).stream(Direction.OUTPUT, Part.text("c", "assistant", ""));
    long start = System.nanoTime();
    for (int count = 0; count < 20_000; count++) {
      stream.accept(piece);
    }
    stream.finish();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+b",
        "(a*)*b",
        "(a|aa)+b",
        "a{0,200}b",
        ".*.*=.*",
        "(x+x+)+y",
        "([a-z]+)*[0-9]",
        "(.*)x(.*)"
      })
  void aPatternStopsAtItsDeadlineAndClosed(String pattern) {
    Guard guard =
        Guard.of(List.of(Rule.of("p", new Check.Pattern(pattern, false, 0), Action.REDACT)));
    long start = System.nanoTime();
    Guards.open(guard).screen(Direction.INPUT, Part.text("m", "user", "a".repeat(MEGABYTE)));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aRuleOutOfTimeClosesTheRequestUnlessItSaysOtherwise() {
    Check slow = new Check.Pattern("a{0,300}b", false, 0);
    Part part = Part.text("m", "user", "a".repeat(5 * MEGABYTE));
    Rule closed = Rule.of("p", slow, Action.REDACT);

    assertThat(Guards.open(Guard.of(List.of(closed))).screen(Direction.INPUT, part).verdict())
        .isEqualTo(Verdict.UNAVAILABLE);
    assertThat(Guards.open(Guard.of(List.of(closed.openOnFailure()))).screen(Direction.INPUT, part))
        .isEqualTo(new Screened(Verdict.FLAGGED, part.text()));
  }

  @Test
  void tenThousandKeywordsAreSearchedInTime() {
    Random random = new Random(9);
    List<String> words = new ArrayList<>();
    for (int count = 0; count < Check.Keywords.WORDS_MAX; count++) {
      words.add(word(random, "abcdefghijklmnopqrstuvwxyz", 8) + count);
    }
    Guard guard =
        Guard.of(List.of(Rule.of("words", new Check.Keywords(words, true), Action.REDACT)));
    String text = (word(random, "abcdefghij ", 100) + " " + words.get(77) + " ").repeat(8000);
    long start = System.nanoTime();
    Screened screened = Guards.open(guard).screen(Direction.INPUT, Part.text("m", "user", text));

    assertThat(screened.text()).doesNotContain(words.get(77)).contains("[KEYWORD_");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  private static String word(Random random, String alphabet, int length) {
    StringBuilder word = new StringBuilder();
    for (int index = 0; index < length; index++) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }
}
