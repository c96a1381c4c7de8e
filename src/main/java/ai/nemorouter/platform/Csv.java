package ai.nemorouter.platform;

import java.util.stream.Collector;
import java.util.stream.Collectors;

/// Writes cells of files that people open in spreadsheets.
public final class Csv {
  /// What spreadsheets take for the beginning of a formula.
  private static final String FORMULA_STARTS = "=+-@\t\r";

  /// Joins cells to a line.
  public static final Collector<CharSequence, ?, String> LINE = Collectors.joining(",", "", "\r\n");

  private Csv() {}

  /// A cell of text that says what it says and never computes anything.
  public static String cell(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }
}
