package ai.nemorouter.platform.text;

/// Which characters text may consist of: one rule for what people and programs send, for names, and
/// for the log.
public final class PlainText {
  private static final int REPLACEMENT = 0xFFFD;

  private PlainText() {}

  /// Whether text of several lines can be stored and shown as it stands: no control characters but
  /// tabs and line ends, no half of a surrogate pair, nothing that was no valid UTF-8.
  public static boolean isAcceptable(String text) {
    return text.codePoints().allMatch(PlainText::isAcceptable);
  }

  private static boolean isAcceptable(int letter) {
    return letter == '\t'
        || letter == '\n'
        || letter == '\r'
        || (!Character.isISOControl(letter)
            && Character.getType(letter) != Character.SURROGATE
            && letter != REPLACEMENT);
  }

  /// Whether text of one line is what it looks like: none of the above, no line ends and tabs, and
  /// nothing without a width or that turns the direction of writing.
  public static boolean isOneVisibleLine(String text) {
    return text.codePoints().allMatch(letter -> isAcceptable(letter) && !isHidden(letter));
  }

  /// The text without blanks of any kind at its ends, as names are kept.
  public static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /// The text without what is hidden in it, for names that come from elsewhere.
  public static String visible(String text) {
    return text.codePoints()
        .filter(letter -> isAcceptable(letter) && !isHidden(letter))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /// The text in one line in which nothing can pass for the beginning of another: what is hidden or
  /// steers a terminal stands there as an escape, as in `\u001b`.
  ///
  /// @param lengthMax characters of the text that are looked at; the rest is left out and counted
  public static String escaped(String text, int lengthMax) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), lengthMax));
    text.substring(0, Math.min(text.length(), lengthMax))
        .codePoints()
        .forEach(letter -> append(line, letter));
    if (text.length() > lengthMax) {
      line.append("… (").append(text.length() - lengthMax).append(" more characters)");
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int letter) {
    if (letter == '\n') {
      line.append("\\n");
    } else if (Character.isISOControl(letter)
        || Character.getType(letter) == Character.SURROGATE
        || isHidden(letter)) {
      line.append("\\u%04x".formatted(letter));
    } else {
      line.appendCodePoint(letter);
    }
  }

  /// Control and format characters, which cover U+200B to U+200F, U+202A to U+202E, U+2066 to
  /// U+2069 and U+FEFF, and the separators of lines and paragraphs.
  private static boolean isHidden(int letter) {
    return switch (Character.getType(letter)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static boolean isBlank(char letter) {
    return Character.isWhitespace(letter) || Character.isSpaceChar(letter);
  }
}
