package ai.nemorouter.usage.report;

/// The scale of a chart whose drawing is 1,000 wide and 1,000 high.
public final class ChartScale {
  private static final int[] ROUND_STEPS = {1, 2, 3, 4, 5, 6, 8, 10};

  private ChartScale() {}

  /// The next figure that reads well on an axis, as its half does: one of the steps times a power
  /// of ten.
  public static long roundUp(long highest) {
    long power = 1;
    while (highest / ROUND_STEPS[ROUND_STEPS.length - 1] >= power) {
      power *= 10;
    }
    for (int step : ROUND_STEPS) {
      if (step * power >= highest) {
        return step * power;
      }
    }
    return highest;
  }
}
