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
}
