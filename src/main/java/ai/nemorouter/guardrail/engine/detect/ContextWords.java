package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.text.Automaton;
import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;
import java.util.Arrays;
import java.util.List;

/// Words that make something likely when they stand shortly before it, as "SSN" before nine digits.
/// Only whole words count. A word behind the number does not: on a stream it would come too late.
public final class ContextWords {
  private static final int NUMBER_MIN = 4;

  private final Automaton automaton;
  private final int reach;

  private ContextWords(List<String> words, int reach) {
    this.automaton = new Automaton(words.stream().distinct().toList());
    this.reach = reach;
  }

  /// @param words separated by `|`, in small letters
  public static ContextWords within(int reach, String words) {
    return new ContextWords(Arrays.asList(words.split("\\|")), reach);
  }

  /// Whether one of the words stands within reach before this position.
  public boolean before(Folded text, int position) {
    return lastBefore(text, position) >= 0;
  }

  /// Where the last of the words before this position ends; -1 if there is none within reach. A
  /// longer number between them has taken the word already.
  public int lastBefore(Folded text, int position) {
    int from = Math.max(text.start(), position - reach);
    int[] last = {-1};
    automaton.scan(
        text,
        from,
        position,
        (_, start, end) -> last[0] = text.isWholeWord(start, end) ? end : last[0]);
    return last[0] < 0 || hasNumber(text, last[0], position) ? -1 : last[0];
  }

  private static boolean hasNumber(Folded text, int from, int to) {
    int digits = 0;
    for (int at = from; at < to; at++) {
      digits = Letters.isDigit(text.at(at)) ? digits + 1 : 0;
      if (digits >= NUMBER_MIN) {
        return true;
      }
    }
    return false;
  }
}
