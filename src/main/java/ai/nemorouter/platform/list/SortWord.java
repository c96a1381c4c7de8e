package ai.nemorouter.platform.list;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a list is sorted, as its address says it: the word of a column, as in `spend`, or with a
/// minus in front, as in `-spend`, for the other way round than that column usually is.
public final class SortWord {
  private static final String REVERSED = "-";
  private static final Pattern COLUMN =
      Pattern.compile("(?s)(.*?)(\\s+(?:asc|desc))?(\\s+nulls\\s+(?:first|last))?\\s*");
  private static final String ORDER_BY = "order by ";

  private SortWord() {}

  public static boolean isReversed(String sort) {
    return sort.startsWith(REVERSED);
  }

  /// The word of the column alone.
  public static String column(String sort) {
    return isReversed(sort) ? sort.substring(REVERSED.length()) : sort;
  }

  public static String of(String column, boolean reversed) {
    return reversed ? REVERSED + column : column;
  }

  /// The columns of an `order by`, the words themselves included or not, each turned round where
  /// the address says so.
  public static String directed(String columns, String sort) {
    return isReversed(sort) ? reversed(columns) : columns;
  }

  /// The same rows in exactly the opposite order.
  public static String reversed(String columns) {
    int prefix = columns.indexOf(ORDER_BY);
    int begin = prefix < 0 ? 0 : prefix + ORDER_BY.length();
    return columns.substring(0, begin)
        + split(columns.substring(begin)).stream()
            .map(SortWord::turned)
            .collect(Collectors.joining(", "));
  }

  private static String turned(String column) {
    Matcher parts = COLUMN.matcher(column);
    if (!parts.matches()) {
      throw new IllegalArgumentException("No column to sort by: " + column);
    }
    String direction = parts.group(2);
    String nulls = parts.group(3);
    return parts.group(1)
        + (direction != null && direction.strip().equals("desc") ? " asc" : " desc")
        + (nulls == null ? "" : nulls.endsWith("last") ? " nulls first" : " nulls last");
  }

  /// At the commas that stand in no bracket.
  private static List<String> split(String columns) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int at = 0; at < columns.length(); at++) {
      char letter = columns.charAt(at);
      if (letter == '(' || letter == '[') {
        depth++;
      } else if (letter == ')' || letter == ']') {
        depth--;
      } else if (letter == ',' && depth == 0) {
        parts.add(columns.substring(begin, at).strip());
        begin = at + 1;
      }
    }
    parts.add(columns.substring(begin).strip());
    return parts;
  }
}
