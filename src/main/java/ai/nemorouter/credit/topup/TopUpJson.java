package ai.nemorouter.credit.topup;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// Automatic top-up as programs read it. Amounts are US dollars.
@Schema(name = "TopUp")
record TopUpJson(
    boolean enabled,
    @Schema(description = "It buys when less credit than this is left.") Money threshold,
    @Schema(description = "How much credit it buys at a time.") Money amount,
    @Schema(description = "How much it buys in a month at most.") Money monthlyCeiling,
    @Schema(description = "The saved payment method; null where there is none.")
        @Nullable String paymentMethod,
    @Schema(description = "How often it failed one after the other.") int failures,
    @Schema(description = "When it tries again.") @Nullable Instant retryAt,
    @Schema(description = "Why it failed or stopped; null where nothing is wrong.")
        @Nullable String problem) {

  static TopUpJson of(TopUp topUp) {
    return new TopUpJson(
        topUp.terms().enabled(),
        topUp.terms().threshold(),
        topUp.terms().amount(),
        topUp.terms().ceiling(),
        topUp.saved() ? topUp.method() : null,
        topUp.failures(),
        topUp.retryAt(),
        topUp.problem().isEmpty() ? null : topUp.problem());
  }
}
