package ai.nemorouter.usage.summary;

import ai.nemorouter.money.Money;
import ai.nemorouter.usage.Durations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// What the requests of a list add up to.
///
/// @param p50Ms half of the requests that were answered took at most so long; null where none was
/// @param p95Ms 95 of 100 took at most so long
/// @param timed how many of the latest the times are of
/// @param timedMost how many that is at most
public record RequestSums(
    long requests,
    long failed,
    long refused,
    Money cost,
    long promptTokens,
    long completionTokens,
    @Nullable Integer p50Ms,
    @Nullable Integer p95Ms,
    long timed,
    int timedMost) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /// How many of the requests that were not refused failed, as in `1.3%`.
  public String errorRate() {
    long sent = requests - refused;
    return sent <= 0
        ? "0%"
        : BigDecimal.valueOf(failed)
                .multiply(HUNDRED)
                .divide(BigDecimal.valueOf(sent), 1, RoundingMode.HALF_UP)
                .toPlainString()
            + "%";
  }

  public String p50() {
    return p50Ms == null ? "–" : Durations.display(p50Ms);
  }

  public String p95() {
    return p95Ms == null ? "–" : Durations.display(p95Ms);
  }

  /// Whether the times are not of all requests that were answered.
  public boolean isSampled() {
    return timed >= timedMost;
  }
}
