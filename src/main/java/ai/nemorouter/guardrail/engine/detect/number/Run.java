package ai.nemorouter.guardrail.engine.detect.number;

import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;

/// Groups of digits that stand together, as `4242 4242 4242 4242` or `(030) 90 18-20`: read once at
/// a place where a number can begin, then asked by each kind of number.
final class Run {
  /// Longer runs are read in pieces of this many characters.
  static final int SPAN_MAX = 96;

  private static final int GROUPS_MAX = 10;
  private static final int SEPARATOR_MAX = 3;
  private static final String SEPARATORS = " -./()";

  private final Folded text;
  private final int[] starts = new int[GROUPS_MAX];
  private final int[] ends = new int[GROUPS_MAX];
  private int count;
  private int end;
  private boolean open;

  Run(Folded text) {
    this.text = text;
  }

  /// Reads the groups from a digit on.
  void read(int from) {
    count = 0;
    int limit = Math.min(text.end(), from + SPAN_MAX);
    int at = from;
    while (count < GROUPS_MAX) {
      int groupEnd = at;
      while (groupEnd < limit && Letters.isDigit(text.at(groupEnd))) {
        groupEnd++;
      }
      starts[count] = at;
      ends[count] = groupEnd;
      count++;
      end = groupEnd;
      at = groupEnd;
      while (at < limit && at - groupEnd < SEPARATOR_MAX && isSeparator(text.at(at))) {
        at++;
      }
      if (at >= limit || at == groupEnd || !Letters.isDigit(text.at(at))) {
        break;
      }
    }
    open = at >= text.end() && at - from < SPAN_MAX;
  }

  /// Whether more text could make the run go on.
  boolean isOpen() {
    return open;
  }

  int groups() {
    return count;
  }

  int start() {
    return starts[0];
  }

  int startOf(int group) {
    return starts[group];
  }

  /// The end of a group, so of the number that is made of all groups up to it.
  int endOf(int group) {
    return ends[group];
  }

  int end() {
    return end;
  }

  /// The digits of the groups up to this one, without what separates them.
  String digits(int lastGroup) {
    StringBuilder digits = new StringBuilder(ends[lastGroup] - starts[0]);
    for (int group = 0; group <= lastGroup; group++) {
      for (int at = starts[group]; at < ends[group]; at++) {
        digits.append(text.at(at));
      }
    }
    return digits.toString();
  }

  int digitCount(int lastGroup) {
    int digits = 0;
    for (int group = 0; group <= lastGroup; group++) {
      digits += ends[group] - starts[group];
    }
    return digits;
  }

  int[] lengths() {
    int[] lengths = new int[count];
    for (int group = 0; group < count; group++) {
      lengths[group] = ends[group] - starts[group];
    }
    return lengths;
  }

  /// As `3-2-4`: the lengths of the groups and what separates them.
  String shape(int lastGroup) {
    StringBuilder shape = new StringBuilder();
    for (int group = 0; group <= lastGroup; group++) {
      if (group > 0) {
        shape.append(text.slice(ends[group - 1], starts[group]));
      }
      shape.append(ends[group] - starts[group]);
    }
    return shape.toString();
  }

  /// Whether one and the same character separates all groups up to this one.
  boolean isUniform(int lastGroup) {
    for (int group = 1; group <= lastGroup; group++) {
      boolean single = starts[group] - ends[group - 1] == 1;
      if (!single || text.at(ends[group - 1]) != text.at(ends[0])) {
        return false;
      }
    }
    return true;
  }

  /// Whether the number may end with this group: no letter or joined piece of an identifier
  /// follows.
  boolean endsAt(int lastGroup) {
    int at = ends[lastGroup];
    char next = text.atOrZero(at);
    if (Letters.isJoined(next) || next == '_') {
      return false;
    }
    char after = text.atOrZero(at + 1);
    boolean joins = next == '-' || next == '/' || next == '.' || next == ':';
    boolean digit = Letters.isDigit(after);
    if (!joins || !(digit || (Letters.isLatin(after) && next != '.'))) {
      return true;
    }
    // More groups with a separator of another kind, as an expiry date behind a card.
    return digit && lastGroup > 0 && next != text.at(ends[0]);
  }

  /// Whether a number may begin here: it is not the rest of an identifier, a fraction or a path.
  boolean startsHere() {
    int at = starts[0];
    char before = text.atOrZero(at - 1);
    if (Letters.isJoined(before) || before == '_') {
      return false;
    }
    boolean joins = before == '-' || before == '.' || before == '/' || before == ':';
    return !joins || !Letters.isJoined(text.atOrZero(at - 2)) || isLabel(before, at - 2);
  }

  /// `card:4242…` is a label, `12:42…` is not.
  private boolean isLabel(char before, int at) {
    return before == ':' && !Letters.isDigit(text.at(at));
  }

  /// Whether digits stand before, separated as groups of one number are.
  boolean continuesAnother() {
    int at = starts[0] - 1;
    int floor = starts[0] - SEPARATOR_MAX;
    while (at >= floor && isSeparator(text.atOrZero(at))) {
      at--;
    }
    return Letters.isDigit(text.atOrZero(at)) && at < starts[0] - 1;
  }

  private static boolean isSeparator(char letter) {
    return SEPARATORS.indexOf(letter) >= 0;
  }
}
