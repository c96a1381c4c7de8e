package ai.nemorouter.guardrail.engine.detect.number;

import ai.nemorouter.guardrail.engine.text.Folded;
import ai.nemorouter.guardrail.engine.text.Letters;

/// Letters and digits of an identifier, gathered from a place on, with at most one separator
/// between two of them.
///
/// @param end where it ends; `NationalIds.NONE` if the text has none here, `OPEN` if it ends within
record Gathered(String text, int end) {
  static final int OPEN = -2;

  private static final Gathered NOTHING = new Gathered("", NationalIds.NONE);
  private static final Gathered UNDECIDED = new Gathered("", OPEN);

  /// @param form one character for each of the identifier's: `A` a letter, `0` a digit, `X` either,
  ///   `D` a digit or one of the letters that stand for digits in Italy; `_` where a separator may
  ///   stand, which is anywhere if there is none. The last one counts for all that follow
  static Gathered of(
      Folded text, int from, int length, String separators, boolean complete, String form) {
    boolean anywhere = form.indexOf('_') < 0;
    int taken = 0;
    int next = 0;
    int at = from;
    while (taken < length) {
      if (at >= text.end()) {
        return complete ? NOTHING : UNDECIDED;
      }
      char letter = text.at(at);
      boolean gap = !anywhere && form.charAt(next) == '_';
      boolean separates =
          separators.indexOf(letter) >= 0 && Letters.isLatinOrDigit(text.atOrZero(at - 1));
      if (at > from && separates && (anywhere || gap)) {
        next += gap ? 1 : 0;
        at++;
        continue;
      }
      next += gap ? 1 : 0;
      if (!fits(letter, form.charAt(next))) {
        return NOTHING;
      }
      taken++;
      next = Math.min(next + 1, form.length() - 1);
      at++;
    }
    if (at >= text.end() && !complete) {
      return UNDECIDED;
    }
    boolean goesOn = Letters.isJoined(text.atOrZero(at)) || text.atOrZero(at) == '_';
    return goesOn ? NOTHING : new Gathered(lettersOf(text, from, at), at);
  }

  private static String lettersOf(Folded text, int from, int to) {
    StringBuilder letters = new StringBuilder(to - from);
    for (int at = from; at < to; at++) {
      if (Letters.isLatinOrDigit(text.at(at))) {
        letters.append(text.at(at));
      }
    }
    return letters.toString();
  }

  private static boolean fits(char letter, char form) {
    return switch (form) {
      case 'A' -> Letters.isLatin(letter);
      case '0' -> Letters.isDigit(letter);
      case 'D' -> Letters.isDigit(letter) || NationalIds.isFiscalDigit(letter);
      default -> Letters.isLatinOrDigit(letter);
    };
  }

  boolean isThere() {
    return end >= 0;
  }
}
