package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.refund.Dispute.Status;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A dispute as the payment provider knows it now.
record ProviderDispute(
    String id,
    String paymentId,
    long cents,
    String currency,
    Status status,
    String reason,
    @Nullable Instant respondBy) {
  static ProviderDispute of(com.stripe.model.Dispute dispute) {
    com.stripe.model.Dispute.EvidenceDetails evidence = dispute.getEvidenceDetails();
    Long due = evidence == null ? null : evidence.getDueBy();
    return new ProviderDispute(
        dispute.getId(),
        Objects.requireNonNullElse(dispute.getPaymentIntent(), ""),
        Objects.requireNonNullElse(dispute.getAmount(), 0L),
        Objects.requireNonNullElse(dispute.getCurrency(), ""),
        status(Objects.requireNonNullElse(dispute.getStatus(), "")),
        Objects.requireNonNullElse(dispute.getReason(), "").replace('_', ' '),
        due == null ? null : Instant.ofEpochSecond(due));
  }

  /// An inquiry that is closed, or a dispute that was prevented, has cost nothing.
  private static Status status(String word) {
    return switch (word) {
      case "warning_needs_response", "warning_under_review" -> Status.INQUIRY;
      case "won", "warning_closed", "prevented" -> Status.WON;
      case "lost" -> Status.LOST;
      default -> Status.OPEN;
    };
  }
}
