package ai.nemorouter.usage.report;

import ai.nemorouter.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What can be added up over times and groups. A request counts where it started, and money and
/// tokens where each attempt was made, as on the overview.
///
/// @param requests refused ones included
/// @param errors requests that failed, or whose node stopped answering
/// @param refusals requests that left for no provider
/// @param cachedTokens are among `promptTokens`
public record UsageFigures(
    Money spend,
    long requests,
    long errors,
    long refusals,
    long promptTokens,
    long cachedTokens,
    long completionTokens) {
  static final UsageFigures NONE = new UsageFigures(Money.ZERO, 0, 0, 0, 0, 0, 0);
  private static final int PER_CENT = 100;

  UsageFigures plus(UsageFigures other) {
    return new UsageFigures(
        spend.plus(other.spend),
        requests + other.requests,
        errors + other.errors,
        refusals + other.refusals,
        promptTokens + other.promptTokens,
        cachedTokens + other.cachedTokens,
        completionTokens + other.completionTokens);
  }

  /// How many of the requests that were not refused failed, as in `1.3%`.
  public String errorRate() {
    long sent = requests - refusals;
    return sent <= 0
        ? "0%"
        : BigDecimal.valueOf(errors)
                .multiply(BigDecimal.valueOf(PER_CENT))
                .divide(BigDecimal.valueOf(sent), 1, RoundingMode.HALF_UP)
                .toPlainString()
            + "%";
  }
}
