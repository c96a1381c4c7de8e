package ai.nemorouter.migration.check;

import java.util.Arrays;

/// Tells on which line of a text an offset lies.
final class LineNumbers {
  private final int[] ends;

  private LineNumbers(int[] ends) {
    this.ends = ends;
  }

  static LineNumbers of(String text) {
    int[] ends = new int[text.length()];
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        ends[count++] = i;
      }
    }
    return new LineNumbers(Arrays.copyOf(ends, count));
  }

  /// Counted from 1.
  int at(int offset) {
    int found = Arrays.binarySearch(ends, offset);
    return (found >= 0 ? found : -found - 1) + 1;
  }
}
