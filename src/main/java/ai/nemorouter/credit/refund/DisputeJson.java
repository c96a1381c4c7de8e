package ai.nemorouter.credit.refund;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A dispute as programs read it. Amounts are US dollars.
@Schema(name = "Dispute")
public record DisputeJson(
    UUID id,
    UUID purchaseId,
    @Schema(description = "How far it is.") String status,
    Money total,
    @Schema(
            description =
                "Credit that counts for nothing while it is open, or because it was lost.")
        Money voidCredit,
    String reason,
    Instant openedAt,
    @Nullable Instant closedAt) {

  public static DisputeJson of(Dispute dispute) {
    return new DisputeJson(
        dispute.id(),
        dispute.purchaseId(),
        dispute.status().word(),
        dispute.parts().total(),
        dispute.isOpen() || dispute.isLost() ? dispute.voided() : Money.ZERO,
        dispute.reason(),
        dispute.openedAt(),
        dispute.closedAt());
  }
}
