package ai.nemorouter.guardrail.engine.detect;

/// Whether digits can be a day.
public final class Dates {
  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private Dates() {}

  /// The 29th of February counts, because the year may be short of its century.
  public static boolean isDay(int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1];
  }

  public static int number(CharSequence digits, int from, int to) {
    int number = 0;
    for (int index = from; index < to; index++) {
      number = 10 * number + digits.charAt(index) - '0';
    }
    return number;
  }
}
