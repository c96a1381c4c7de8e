package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a limit says, as programs read it and as the audit log keeps it. Amounts are in the limit's
/// unit; US dollars are plain decimal numbers.
public record LimitTermsJson(
    @Schema(
            description =
                "What it counts; `tokens` are input and output together, `in_flight` requests under way.",
            enumeration = {"usd", "tokens", "requests", "in_flight"})
        String unit,
    @Schema(description = "The cap, in its unit.") BigDecimal amount,
    @Schema(
            description = "Null where it counts requests in flight.",
            enumeration = {"minute", "hour", "day", "week", "month", "total"})
        @Nullable String period,
    @Schema(description = "The only model whose requests count; null for all.")
        @Nullable String model,
    @Schema(description = "The only provider whose requests count; null for all.")
        @Nullable String provider,
    @Schema(description = "The percentages at which it alerts.") List<Integer> alertAt) {

  public static LimitTermsJson of(LimitTerms terms) {
    return new LimitTermsJson(
        terms.unit().column(),
        amount(terms.unit(), terms.amount()),
        period(terms),
        terms.model(),
        terms.provider(),
        terms.alertAt());
  }

  static @Nullable String period(LimitTerms terms) {
    return terms.unit() == Unit.IN_FLIGHT ? null : terms.period().column();
  }

  static BigDecimal amount(Unit unit, long amount) {
    return unit == Unit.USD ? Money.ofNanos(amount).plainUsd() : BigDecimal.valueOf(amount);
  }

  /// More that is allowed for a while.
  @Schema(name = "LimitRaise")
  public record Raise(
      @Schema(description = "What comes on top of the limit's amount, in its unit.")
          BigDecimal amount,
      @Schema(description = "When it ends.") Instant until) {
    static @Nullable Raise of(Unit unit, Limit.@Nullable Raise raise) {
      return raise == null
          ? null
          : new Raise(LimitTermsJson.amount(unit, raise.amount()), raise.until());
    }
  }
}
