package ai.nemorouter.guardrail.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AutomatonTest {
  private static final Random RANDOM = new Random(41);

  @Test
  void itFindsWhatASearchTermByTermFinds() {
    for (int round = 0; round < 200; round++) {
      List<String> terms = words(1 + RANDOM.nextInt(30), "abcé", 5);
      String text = word("abcéABCÉ -", 200);

      assertThat(found(terms, text)).isEqualTo(expected(terms, text));
    }
  }

  @Test
  void aLargeAlphabetIsSearchedAsWell() {
    StringBuilder alphabet = new StringBuilder();
    for (char letter = 0x4E00; letter < 0x5E00; letter++) {
      alphabet.append(letter);
    }
    List<String> terms = words(3000, alphabet.toString(), 3);
    String text = word(alphabet.toString(), 500) + String.join("x", terms.subList(0, 50));

    assertThat(found(terms, text)).isEqualTo(expected(terms, text));
  }

  @Test
  void itSaysWhereTheBeginningOfATermMayStand() {
    Automaton automaton = new Automaton(List.of("abcd", "cde"));
    Folded text = Folded.of("xxabc");

    assertThat(automaton.scan(text, 0, text.end(), (_, _, _) -> {})).isEqualTo(2);
    assertThat(automaton.scan(text, 3, text.end(), (_, _, _) -> {})).isEqualTo(4);
    assertThat(automaton.scan(Folded.of("xxx"), 0, 3, (_, _, _) -> {})).isEqualTo(3);
  }

  private static Set<String> found(List<String> terms, String text) {
    Set<String> found = new LinkedHashSet<>();
    Folded folded = Folded.of(text);
    new Automaton(terms)
        .scan(
            folded,
            0,
            folded.end(),
            (term, start, end) -> found.add(term + ":" + start + ":" + end));
    return found;
  }

  private static Set<String> expected(List<String> terms, String text) {
    Set<String> expected = new LinkedHashSet<>();
    String lower = text.toLowerCase(Locale.ROOT);
    for (int term = 0; term < terms.size(); term++) {
      String word = terms.get(term);
      for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
        expected.add(term + ":" + at + ":" + (at + word.length()));
      }
    }
    return expected;
  }

  private static List<String> words(int count, String alphabet, int longest) {
    Set<String> words = new LinkedHashSet<>();
    while (words.size() < count) {
      words.add(word(alphabet, 1 + RANDOM.nextInt(longest)));
    }
    return new ArrayList<>(words);
  }

  private static String word(String alphabet, int length) {
    StringBuilder word = new StringBuilder();
    for (int index = 0; index < length; index++) {
      word.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return word.toString();
  }
}
