package ai.nemorouter.guardrail.engine.detect.secret;

import ai.nemorouter.guardrail.engine.Kind;
import ai.nemorouter.guardrail.engine.detect.DetectorSink;
import ai.nemorouter.guardrail.engine.text.Folded;

/// What is done where one of the searched terms stands.
interface Term {
  /// Nothing here depends on further text.
  int DECIDED = -1;

  int rule();

  /// Whether what it finds may begin within another match of the same rule.
  default boolean nests() {
    return false;
  }

  /// @return `DECIDED`, or where the undecided match starts
  int at(Folded text, int start, int end, boolean complete, DetectorSink found);

  /// A keyword of a rule: the term itself is the match.
  record Keyword(int rule, boolean wholeWord) implements Term {
    private static final int SCORE = 100;

    @Override
    public boolean nests() {
      return true;
    }

    @Override
    public int at(Folded text, int start, int end, boolean complete, DetectorSink found) {
      if (!wholeWord || text.isWholeWord(start, end)) {
        found.match(rule, Kind.KEYWORD, start, end, SCORE);
      }
      return DECIDED;
    }
  }
}
