package ai.nemorouter.credit.refund;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A refund as programs read it. Amounts are US dollars.
@Schema(name = "Refund")
public record RefundJson(
    UUID id,
    UUID purchaseId,
    @Schema(description = "How far it is.") String status,
    @Schema(description = "Where it was asked for.") String origin,
    Money credit,
    Money fee,
    Money tax,
    Money total,
    String reason,
    String requestedBy,
    @Schema(description = "Why it failed; null where nothing is wrong.") @Nullable String problem,
    Instant createdAt,
    @Nullable Instant refundedAt,
    @Schema(description = "The number of the credit note; null before there is one.")
        @Nullable String creditNote) {

  public static RefundJson of(Refund refund) {
    return new RefundJson(
        refund.id(),
        refund.purchaseId(),
        refund.status().word(),
        refund.origin().word(),
        refund.parts().credit(),
        refund.parts().fee(),
        refund.parts().tax(),
        refund.parts().total(),
        refund.reason(),
        refund.requestedBy(),
        refund.problem().isEmpty() ? null : refund.problem(),
        refund.createdAt(),
        refund.refundedAt(),
        refund.note());
  }
}
