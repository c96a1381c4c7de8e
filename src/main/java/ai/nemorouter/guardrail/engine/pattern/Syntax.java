package ai.nemorouter.guardrail.engine.pattern;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the syntax of RE2, and refuses what RE2/J refuses with words that help.
final class Syntax {
  private static final int REPEAT_MAX = 1000;

  private final String text;
  private int at;
  private int depth;

  private Syntax(String text) {
    this.text = text;
  }

  static PatternNode parse(String pattern) {
    Syntax syntax = new Syntax(pattern);
    PatternNode node = syntax.choice();
    if (syntax.at < pattern.length()) {
      throw syntax.refusal("`)` closes nothing: write `\\)` for the character");
    }
    return node;
  }

  private PatternNode choice() {
    if (++depth > 100) {
      throw refusal("groups are nested more than 100 deep");
    }
    List<PatternNode> parts = new ArrayList<>();
    parts.add(sequence());
    while (takes('|')) {
      parts.add(sequence());
    }
    depth--;
    return parts.size() == 1 ? parts.getFirst() : new PatternNode.Choice(parts);
  }

  private PatternNode sequence() {
    List<PatternNode> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      if (text.startsWith("\\Q", at)) {
        parts.addAll(quoted());
      } else {
        parts.add(repeated(atom()));
      }
    }
    return new PatternNode.Sequence(parts);
  }

  private List<PatternNode> quoted() {
    int end = text.indexOf("\\E", at + 2);
    String literal = text.substring(at + 2, end < 0 ? text.length() : end);
    at = end < 0 ? text.length() : end + 2;
    List<PatternNode> parts = new ArrayList<>();
    literal.chars().forEach(letter -> parts.add(literal((char) letter)));
    return parts;
  }

  private PatternNode repeated(PatternNode atom) {
    if (at >= text.length()) {
      return atom;
    }
    int start = at;
    PatternNode.Repeat repeat =
        switch (text.charAt(at)) {
          case '*' -> new PatternNode.Repeat(atom, 0, PatternNode.UNBOUNDED);
          case '+' -> new PatternNode.Repeat(atom, 1, PatternNode.UNBOUNDED);
          case '?' -> new PatternNode.Repeat(atom, 0, 1);
          case '{' -> counted(atom);
          default -> null;
        };
    if (repeat == null) {
      return atom;
    }
    if (at == start) {
      at++;
    }
    takes('?'); // as few as possible
    if (at < text.length() && "*+?".indexOf(text.charAt(at)) >= 0) {
      throw refusal(
          "`%s` repeats a repetition. Possessive forms are not needed: every pattern takes linear"
                  .formatted(text.substring(start, at + 1))
              + " time. Leave the last sign out");
    }
    return repeat;
  }

  /// `{2}`, `{2,}` or `{2,5}`; anything else is the character `{`.
  private PatternNode.@Nullable Repeat counted(PatternNode atom) {
    int end = text.indexOf('}', at);
    String counts = end < 0 ? "" : text.substring(at + 1, end);
    if (!counts.matches("\\d{1,9}(,\\d{0,9})?")) {
      return null;
    }
    String[] bounds = counts.split(",", -1);
    int least = Integer.parseInt(bounds[0]);
    boolean open = bounds.length == 2 && bounds[1].isEmpty();
    int most =
        bounds.length == 1 ? least : open ? PatternNode.UNBOUNDED : Integer.parseInt(bounds[1]);
    if (least > REPEAT_MAX || (!open && most > REPEAT_MAX) || most < least) {
      throw refusal("`{%s}` must be between 0 and %d".formatted(counts, REPEAT_MAX));
    }
    at = end + 1;
    return new PatternNode.Repeat(atom, least, most);
  }

  private PatternNode atom() {
    char letter = text.charAt(at);
    return switch (letter) {
      case '(' -> group();
      case '[' -> new PatternNode.One(set(), (char) 0);
      case '\\' -> escape();
      case '.' -> next(new PatternNode.One(Characters.ALL, (char) 0));
      case '^', '$' -> next(PatternNode.EMPTY);
      case '*', '+', '?' ->
          throw refusal(
              "`%c` repeats nothing: write `\\%c` for the character".formatted(letter, letter));
      default -> next(literal(letter));
    };
  }

  private PatternNode next(PatternNode taken) {
    at++;
    return taken;
  }

  private static PatternNode literal(char letter) {
    Characters one = Characters.NONE.with(letter, letter).inEitherCase();
    return new PatternNode.One(one, letter);
  }

  private PatternNode group() {
    refuseUnsupportedGroup();
    int start = at;
    at++;
    if (takes('?')) {
      if (text.startsWith("P<", at) || text.startsWith("<", at)) {
        at = text.indexOf('>', at) + 1;
      } else {
        while (at < text.length() && "imsU-".indexOf(text.charAt(at)) >= 0) {
          at++;
        }
        if (takes(')')) {
          return PatternNode.EMPTY;
        }
        if (!takes(':')) {
          throw refusal("this kind of group is not supported");
        }
      }
    }
    PatternNode inside = choice();
    if (!takes(')')) {
      at = start;
      throw refusal("`(` is not closed: write `\\(` for the character");
    }
    return inside;
  }

  private void refuseUnsupportedGroup() {
    String rest = text.substring(at, Math.min(text.length(), at + 4));
    if (rest.startsWith("(?=") || rest.startsWith("(?!")) {
      throw refusal(
          "look-ahead `%s` is not supported. Match what follows too, and put what is to be redacted"
                  .formatted(rest.substring(0, 3))
              + " into a group: the rule can redact one group only");
    }
    if (rest.startsWith("(?<=") || rest.startsWith("(?<!")) {
      throw refusal(
          "look-behind `%s` is not supported. Match what precedes too, and put what is to be redacted"
                  .formatted(rest)
              + " into a group: the rule can redact one group only");
    }
    if (rest.startsWith("(?>")) {
      throw refusal(
          "the atomic group `(?>` is not supported and not needed: every pattern takes linear time."
              + " Write `(?:`");
    }
    if (rest.startsWith("(?#") || rest.startsWith("(?x")) {
      throw refusal("comments in patterns are not supported: leave them out");
    }
    if (rest.startsWith("(?'")) {
      throw refusal("write a named group as `(?<name>…)`");
    }
    if (rest.startsWith("(?R") || rest.startsWith("(?(") || rest.matches("\\(\\?[0-9&|].*")) {
      throw refusal("recursion and conditions are not supported");
    }
  }

  private PatternNode escape() {
    if (at + 1 >= text.length()) {
      throw refusal("`\\` at the end escapes nothing: write `\\\\` for the character");
    }
    char letter = text.charAt(at + 1);
    if ((letter >= '1' && letter <= '9') || letter == 'k') {
      throw refusal(
          "back-references such as `\\%c` are not possible in linear time".formatted(letter));
    }
    String instead = insteadOf(letter);
    if (instead != null) {
      throw refusal("`\\%c` is not supported: write %s".formatted(letter, instead));
    }
    if ("bBAz".indexOf(letter) >= 0) {
      at += 2;
      return PatternNode.EMPTY;
    }
    Characters characters = escaped();
    boolean one = characters.beyondAscii() || classOf(letter) != null;
    return new PatternNode.One(
        characters.inEitherCase(), one || letter == 'x' ? 0 : letterOf(letter));
  }

  private static @Nullable String insteadOf(char letter) {
    return switch (letter) {
      case 'h' -> "`[ \\t\\p{Zs}]`";
      case 'R' -> "`\\r?\\n`";
      case 'Z' -> "`\\z`";
      case 'N' -> "`[^\\n]`";
      case 'u' -> "`\\x{…}`";
      case 'X' -> "`.`";
      case 'G', 'K', 'c', 'e', 'E' -> "the pattern without it";
      default -> null;
    };
  }

  /// One escape, in a set or outside.
  private Characters escaped() {
    char letter = text.charAt(at + 1);
    at += 2;
    Characters known = classOf(letter);
    if (known != null) {
      if (letter == 'p' || letter == 'P') {
        boolean braced = at < text.length() && text.charAt(at) == '{';
        at = braced ? Math.max(at, text.indexOf('}', at)) + 1 : at + 1;
      }
      return known;
    }
    if (letter == 'x') {
      int value = hexadecimal();
      return Characters.NONE.with(value, value);
    }
    char one = letterOf(letter);
    return Characters.NONE.with(one, one);
  }

  private int hexadecimal() {
    boolean braced = takes('{');
    int end = braced ? text.indexOf('}', at) : at + 2;
    try {
      int value = Integer.parseInt(text.substring(at, Math.max(at, end)), 16);
      at = braced ? end + 1 : end;
      return value;
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw refusal("write `\\x41` or `\\x{1F600}`");
    }
  }

  private static char letterOf(char letter) {
    return switch (letter) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'a' -> 7;
      case '0' -> 0;
      default -> letter;
    };
  }

  private static @Nullable Characters classOf(char letter) {
    return switch (letter) {
      case 'd' -> Characters.DIGITS;
      case 'D' -> Characters.DIGITS.negated();
      case 'w' -> Characters.WORD;
      case 'W' -> Characters.WORD.negated();
      case 's' -> Characters.SPACES;
      case 'S' -> Characters.SPACES.negated();
      case 'p', 'P', 'C' -> Characters.ALL;
      default -> null;
    };
  }

  private Characters set() {
    int start = at;
    at++;
    boolean negated = takes('^');
    Characters set = Characters.NONE;
    boolean first = true;
    while (at < text.length() && (first || text.charAt(at) != ']')) {
      first = false;
      set = set.or(range());
    }
    if (!takes(']')) {
      at = start;
      throw refusal("`[` is not closed: write `\\[` for the character");
    }
    return negated ? set.negated().inEitherCase() : set.inEitherCase();
  }

  private Characters range() {
    if (text.startsWith("[:", at) && text.indexOf(":]", at) > 0) {
      at = text.indexOf(":]", at) + 2;
      return Characters.ALL;
    }
    int from = text.charAt(at);
    if (from == '\\' && at + 1 < text.length()) {
      char letter = text.charAt(at + 1);
      Characters escaped = escaped();
      if (classOf(letter) != null || letter == 'x') {
        return letter == 'x' && isRange() ? Characters.ALL : escaped;
      }
      from = letterOf(letter);
    } else {
      at++;
    }
    if (!isRange()) {
      return Characters.NONE.with(from, from);
    }
    at++;
    if (text.charAt(at) == '\\') {
      escaped();
      return Characters.ALL;
    }
    return Characters.NONE.with(from, text.charAt(at++));
  }

  private boolean isRange() {
    return at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
  }

  private boolean takes(char expected) {
    boolean there = at < text.length() && text.charAt(at) == expected;
    at += there ? 1 : 0;
    return there;
  }

  private UnsupportedPatternException refusal(String message) {
    return new UnsupportedPatternException(message, at);
  }
}
