package ai.nemorouter.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// How a number of milliseconds is written for people.
public final class Durations {
  private static final int MS_PER_SECOND = 1000;

  private Durations() {}

  /// As in `840 ms` or `2.4 s`.
  public static String display(int milliseconds) {
    if (milliseconds < MS_PER_SECOND) {
      return milliseconds + " ms";
    }
    return BigDecimal.valueOf(milliseconds, 3).setScale(1, RoundingMode.HALF_UP) + " s";
  }
}
