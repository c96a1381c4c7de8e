package ai.nemorouter.guardrail.engine.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.guardrail.engine.text.Folded;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a(?=b)~look-ahead",
        "a(?!b)~look-ahead",
        "(?<=a)b~look-behind",
        "(?<!a)b~look-behind",
        "(?>a)~atomic",
        "(a)\\1~back-references",
        "a++~repeats a repetition",
        "\\hx~[ \\t\\p{Zs}]",
        "\\Rx~\\r?\\n",
        "x\\Z~\\z",
        "\\u0041~\\x{",
        "a{2,1001}~between 0 and 1000",
        "((a{100}){100}){100}~too large",
        "(a~not closed",
        "a)~closes nothing",
        "[a~not closed",
        "*a~repeats nothing",
        "a*~empty text",
        "\\p{IsGreek}~cannot be read"
      })
  void whatIsNotSupportedIsNamedWithWhatToWriteInstead(String pattern, String message) {
    assertThatThrownBy(() -> Expression.of(pattern, false))
        .isInstanceOf(UnsupportedPatternException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatMeansSomethingElseIsWarnedOf() {
    assertThat(Expression.of("[a-z&&[^b]]x", false).warnings())
        .singleElement()
        .asString()
        .contains("&&");
    assertThat(Expression.of("a{,5}", false).warnings()).hasSize(1);
    assertThat(Expression.of("EMP-\\d+", false).warnings()).isEmpty();
  }

  @Test
  void theLongestMatchAndARequiredLiteralAreKnown() {
    assertThat(Expression.of("EMP-\\d{4,6}", false).longest()).isEqualTo(10);
    assertThat(Expression.of("EMP-\\d{4,6}", false).literal()).contains("emp-");
    assertThat(Expression.of("a+b", false).isStreamable()).isFalse();
  }

  @Test
  void aMatchBeginsOnlyWhereItSaysThatOneMay() {
    String[] patterns = {
      "ab{2,3}c",
      "(ab|bc)?d",
      "\\ba[bc]{1,4}",
      "(?i)a.c",
      "a\\d{0,2}(b|cd)$",
      "[^a]b|c{2}",
      "a(b(c)?)?d?"
    };
    Random random = new Random(5);
    for (String text : patterns) {
      Expression expression = Expression.of(text, false);
      for (int round = 0; round < 300; round++) {
        String whole = word(random, 14);
        int cut = random.nextInt(whole.length());
        int live = expression.liveFrom(Folded.of(whole.substring(0, cut)), 0);
        Matcher before = Pattern.compile(text).matcher(whole.substring(0, cut));
        Matcher after = Pattern.compile(text).matcher(whole);
        int at = 0;
        while (after.find(at) && after.start() < live) {
          assertThat(before.find(at)).as("%s in %s cut at %d", text, whole, cut).isTrue();
          assertThat(before.start()).isEqualTo(after.start());
          assertThat(before.end()).isEqualTo(after.end());
          at = Math.max(after.end(), after.start() + 1);
        }
      }
    }
  }

  private static String word(Random random, int length) {
    StringBuilder word = new StringBuilder();
    for (int index = 0; index < length; index++) {
      word.append("abcd1 ".charAt(random.nextInt(6)));
    }
    return word.toString();
  }
}
