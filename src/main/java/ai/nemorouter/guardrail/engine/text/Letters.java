package ai.nemorouter.guardrail.engine.text;

/// Questions about one folded character.
public final class Letters {
  private Letters() {}

  public static boolean isDigit(char letter) {
    return letter >= '0' && letter <= '9';
  }

  public static boolean isUpper(char letter) {
    return letter >= 'A' && letter <= 'Z';
  }

  /// An ASCII letter of either case.
  public static boolean isLatin(char letter) {
    int lower = letter | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  public static boolean isLatinOrDigit(char letter) {
    return isDigit(letter) || isLatin(letter);
  }

  public static boolean isHex(char letter) {
    int lower = letter | 0x20;
    return isDigit(letter) || (lower >= 'a' && lower <= 'f');
  }

  /// A letter or digit of any script: what makes a word go on.
  public static boolean isWord(char letter) {
    return letter < 0x80 ? isLatinOrDigit(letter) : Character.isLetterOrDigit(letter);
  }

  /// Of a script that is written without blanks between words, or glues particles to them.
  static boolean isUnspaced(char letter) {
    return (letter >= 0x3040 && letter <= 0x9FFF)
        || (letter >= 0x0E00 && letter <= 0x0EFF)
        || (letter >= 0xAC00 && letter <= 0xD7AF);
  }

  /// A letter or digit that makes what stands beside it part of a longer word.
  public static boolean isJoined(char letter) {
    return letter < 0x80 ? isLatinOrDigit(letter) : isWord(letter) && !isUnspaced(letter);
  }

  public static char upper(char letter) {
    return letter >= 'a' && letter <= 'z' ? (char) (letter - 32) : letter;
  }

  public static char lower(char letter) {
    return isUpper(letter) ? (char) (letter + 32) : letter;
  }
}
