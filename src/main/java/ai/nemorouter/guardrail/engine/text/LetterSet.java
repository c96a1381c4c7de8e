package ai.nemorouter.guardrail.engine.text;

/// Some ASCII characters, to be asked for each character of a long text.
public final class LetterSet {
  private final boolean[] members = new boolean[128];

  /// ASCII letters and digits, and these.
  public static LetterSet ofLettersAndDigits(String more) {
    LetterSet set = new LetterSet(more);
    for (char letter = 0; letter < 128; letter++) {
      set.members[letter] |= Letters.isLatinOrDigit(letter);
    }
    return set;
  }

  public LetterSet(String letters) {
    letters.chars().forEach(letter -> members[letter] = true);
  }

  public boolean has(char letter) {
    return letter < 128 && members[letter];
  }

  /// Where the run of these that goes on at this position ends.
  public int runEnd(Folded text, int from) {
    char[] letters = text.letters();
    int base = text.start();
    int end = text.end();
    int at = from;
    while (at < end && has(letters[at - base])) {
      at++;
    }
    return at;
  }

  /// Where a run starts that more text could make longer: one of up to so many of these that the
  /// text ends with, and that does not begin before `from`.
  ///
  /// @return `text.end()` if there is none
  public int openFrom(Folded text, int from, int lengthMax) {
    int end = text.end();
    int floor = Math.max(from, end - lengthMax - 1);
    int start = end;
    while (start > floor && has(text.at(start - 1))) {
      start--;
    }
    boolean rest = start == from && has(text.atOrZero(from - 1));
    return rest || end - start > lengthMax ? end : start;
  }
}
