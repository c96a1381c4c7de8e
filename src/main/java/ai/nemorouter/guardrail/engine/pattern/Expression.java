package ai.nemorouter.guardrail.engine.pattern;

import ai.nemorouter.guardrail.engine.text.Folded;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A regular expression within bounds: RE2/J takes linear time, but by each instruction, so its
/// length and size are capped before it is compiled.
public final class Expression {
  public static final int LENGTH_MAX = 500;
  public static final int STATES_MAX = 1000;
  public static final int PROGRAM_MAX = 1000;

  /// Longer matches make a streamed answer wait for its end.
  public static final int STREAMED_MAX = 256;

  private static final int LITERAL_MIN = 3;

  private final Pattern pattern;
  private final int longest;
  private final LiveStates live;
  private final String literal;
  private final List<String> warnings;

  private Expression(Pattern pattern, PatternNode tree, String text) {
    this.pattern = pattern;
    this.longest = tree.longest();
    this.live = new LiveStates(tree);
    this.literal = Literals.required(tree);
    this.warnings = warningsOf(text);
  }

  /// @throws UnsupportedPatternException with what to write instead
  public static Expression of(String text, boolean ignoresCase) {
    PatternNode tree = bounded(text);
    Pattern pattern = compiled(text, ignoresCase ? Pattern.CASE_INSENSITIVE : 0);
    if (pattern.matcher("").matches()) {
      throw new UnsupportedPatternException("it matches an empty text, so it would match all", 0);
    }
    return new Expression(pattern, tree, text);
  }

  /// The same bounds for a pattern within a schema, which may match an empty text.
  ///
  /// @throws UnsupportedPatternException with what to write instead
  public static void requireBounded(String text) {
    bounded(text);
    compiled(text, 0);
  }

  private static PatternNode bounded(String text) {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw new UnsupportedPatternException("a pattern has 1 to 500 characters", 0);
    }
    PatternNode tree = Syntax.parse(text);
    if (tree.size() > STATES_MAX) {
      throw new UnsupportedPatternException(
          "its counted repetitions make it too large: lower the counts", 0);
    }
    return tree;
  }

  private static Pattern compiled(String text, int flags) {
    try {
      Pattern pattern = Pattern.compile(text, flags);
      if (pattern.programSize() > PROGRAM_MAX) {
        throw new UnsupportedPatternException("it is too large: split it into several rules", 0);
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new UnsupportedPatternException(
          "it cannot be read: " + e.getDescription(), Math.max(0, e.getIndex()));
    }
  }

  private static List<String> warningsOf(String text) {
    List<String> warnings = new ArrayList<>();
    if (text.contains("&&[")) {
      warnings.add("`&&[` is no intersection here: it stands for the characters themselves");
    }
    if (text.contains("{,")) {
      warnings.add("`{,` starts no count here: write `{0,`");
    }
    if (text.contains("(?U")) {
      warnings.add("`(?U)` makes repetitions take as little as possible; it is not about Unicode");
    }
    if (text.contains("\\b")) {
      warnings.add("`\\b` knows ASCII letters only: it also matches within words such as `über`");
    }
    return warnings;
  }

  /// What is read otherwise than its author may expect.
  public List<String> warnings() {
    return warnings;
  }

  public int groups() {
    return pattern.groupCount();
  }

  /// The most characters that a match can have; `Integer.MAX_VALUE` if there is no most.
  public int longest() {
    return longest;
  }

  /// Whether it can be looked for while an answer streams.
  public boolean isStreamable() {
    return longest <= STREAMED_MAX;
  }

  /// Characters that every match contains, so that texts without them need not be searched.
  public Optional<String> literal() {
    return literal.length() < LITERAL_MIN ? Optional.empty() : Optional.of(literal);
  }

  public Matcher matcher(CharSequence text) {
    return pattern.matcher(text);
  }

  /// Where from `from` on a match may begin that more text would decide.
  public int liveFrom(Folded text, int from) {
    int floor = longest == PatternNode.UNBOUNDED ? from : Math.max(from, text.end() - longest - 1);
    return live.earliest(text, floor);
  }
}
