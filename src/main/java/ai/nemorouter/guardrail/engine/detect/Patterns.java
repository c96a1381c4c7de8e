package ai.nemorouter.guardrail.engine.detect;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.pattern.Expression;
import ai.nemorouter.guardrail.engine.text.Automaton;
import ai.nemorouter.guardrail.engine.text.Folded;
import com.google.re2j.Matcher;
import java.time.Duration;
import java.util.List;

/// A regular expression of a rule. Where every match contains the same characters, only their
/// neighbourhood is searched; a deadline stops what takes too long.
public final class Patterns implements Detector {
  public static final Duration TIME_LEAST = Duration.ofMillis(250);

  private static final int SCORE = 100;

  private final int rule;
  private final Expression expression;
  private final int group;
  private final Automaton literal;
  private final boolean filtered;

  /// @param group which group of the expression is the match; 0 for all of it
  public Patterns(int rule, Expression expression, int group) {
    this.rule = rule;
    this.expression = expression;
    this.group = group;
    this.filtered = expression.literal().isPresent() && expression.isStreamable();
    this.literal = new Automaton(List.of(expression.literal().orElse("-")));
  }

  @Override
  public int scan(Folded text, int from, boolean complete, DetectorSink found) {
    return filtered
        ? scanAround(text, from, complete, found)
        : scanAll(text, from, complete, found);
  }

  private int scanAll(Folded text, int from, boolean complete, DetectorSink found) {
    Deadline deadline = new Deadline(text, 0, text.length(), TIME_LEAST);
    return search(text, deadline, text.start(), from, complete, found);
  }

  /// Every match contains the literal, so it lies within the longest match's length around one.
  private int scanAround(Folded text, int from, boolean complete, DetectorSink found) {
    int reach = expression.longest() + 1;
    int[] window = {-1, -1};
    int[] next = {from};
    int contextFrom = Math.max(text.start(), from - 1);
    literal.scan(
        text,
        from,
        text.end(),
        (_, start, end) -> {
          int windowFrom = Math.max(contextFrom, start - reach);
          if (window[0] >= 0 && windowFrom > window[1]) {
            next[0] = within(text, window, next[0], found);
            window[0] = -1;
          }
          window[0] = window[0] < 0 ? windowFrom : window[0];
          window[1] = Math.min(text.end(), end + reach);
        });
    if (window[0] >= 0) {
      boolean last = complete || window[1] < text.end();
      int resume = search(text, pieceOf(text, window), window[0], next[0], last, found);
      next[0] = last ? Math.min(resume, window[1]) : resume;
    }
    if (complete) {
      return text.end();
    }
    return expression.liveFrom(text, next[0]);
  }

  private int within(Folded text, int[] window, int from, DetectorSink found) {
    int resume = search(text, pieceOf(text, window), window[0], from, true, found);
    return Math.min(resume, window[1]);
  }

  private static Deadline pieceOf(Folded text, int[] window) {
    return new Deadline(text, window[0] - text.start(), window[1] - text.start(), TIME_LEAST);
  }

  /// Reports the matches that lie one behind the other, up to the first that is undecided.
  ///
  /// @param base the position of the piece's first character
  /// @return behind the last match, or where an undecided one may begin
  private int search(
      Folded text, Deadline piece, int base, int from, boolean complete, DetectorSink found) {
    Matcher matcher = expression.matcher(piece);
    int length = piece.length();
    int next = from;
    while (true) {
      int live = complete ? text.end() : expression.liveFrom(text, next);
      int searchFrom = Math.max(0, next - base);
      boolean reachable = searchFrom <= length;
      if (!reachable || !matcher.find(searchFrom) || base + matcher.start() >= live) {
        return complete ? next : live;
      }
      boolean inGroup = group > 0 && matcher.start(group) >= 0;
      int start = base + matcher.start(inGroup ? group : 0);
      int end = base + matcher.end(inGroup ? group : 0);
      if (end > start) {
        found.match(rule, Kind.PATTERN, start, end, SCORE);
      }
      next = Math.max(base + matcher.end(), base + matcher.start() + 1);
      if (next >= text.end()) {
        return text.end();
      }
    }
  }
}
