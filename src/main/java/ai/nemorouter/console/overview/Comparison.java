package ai.nemorouter.console.overview;

import java.math.BigInteger;

/// How a figure stands to the one of the period before.
final class Comparison {
  private static final int PERCENT_MAX = 999;
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private Comparison() {}

  /// As in `+12% on the 7 days before`.
  static String of(long now, long before, OverviewPeriod period) {
    String previous = "the " + period.label() + " before";
    if (before == 0) {
      return now == 0 ? "as in " + previous : "none in " + previous;
    }
    if (now == before) {
      return "as in " + previous;
    }
    long percent =
        BigInteger.valueOf(now - before)
            .multiply(HUNDRED)
            .divide(BigInteger.valueOf(before))
            .longValue();
    if (percent == 0) {
      return "about as in " + previous;
    }
    String sign = percent > 0 ? "+" : "−";
    return percent > PERCENT_MAX
        ? "over ten times " + previous
        : sign + Math.abs(percent) + "% on " + previous;
  }
}
