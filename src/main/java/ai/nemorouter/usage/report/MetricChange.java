package ai.nemorouter.usage.report;

import java.math.BigInteger;

/// How a figure stands to the one of the period before.
public final class MetricChange {
  private static final int PERCENT_MAX = 999;
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private MetricChange() {}

  /// As in `+$1.20 (+12%)`.
  static String of(Metric metric, long now, long before) {
    if (now == before) {
      return "no change";
    }
    if (before == 0) {
      return "+" + metric.displayShort(now) + " (new)";
    }
    String sign = now > before ? "+" : "−";
    return "%s%s (%s)"
        .formatted(sign, metric.displayShort(Math.abs(now - before)), percent(sign, now, before));
  }

  private static String percent(String sign, long now, long before) {
    long percent =
        BigInteger.valueOf(now - before)
            .multiply(HUNDRED)
            .divide(BigInteger.valueOf(before))
            .abs()
            .longValueExact();
    if (percent > PERCENT_MAX) {
      return "over ten times";
    }
    return percent == 0 ? "under 1%" : sign + percent + "%";
  }
}
