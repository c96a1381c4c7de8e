package ai.nemorouter.platform.text;

import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Writes cells of files that people open in spreadsheets.
public final class Csv {
  /// What spreadsheets take for the beginning of a formula; some of them the full-width and small
  /// forms too.
  private static final String FORMULA_STARTS =
      "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b";

  /// What some of them move to the next cell by.
  private static final String CELL_ENDS = "\t\r\n";

  /// Joins cells to a line.
  public static final Collector<CharSequence, ?, String> LINE = Collectors.joining(",", "", "\r\n");

  private Csv() {}

  /// A cell of text that says what it says and never computes anything.
  public static String cell(String text) {
    return "\"" + (isFormula(text) ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }

  /// Blanks and invisible characters before a formula's sign are passed over, as some programs do.
  private static boolean isFormula(String text) {
    if (!text.isEmpty() && CELL_ENDS.indexOf(text.charAt(0)) >= 0) {
      return true;
    }
    return text.codePoints()
        .dropWhile(letter ->
            Character.isWhitespace(letter)
                || Character.isSpaceChar(letter)
                || !PlainText.isOneVisibleLine(Character.toString(letter)))
        .limit(1)
        .anyMatch(letter -> FORMULA_STARTS.indexOf(letter) >= 0);
  }
}
