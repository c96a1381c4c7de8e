package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.money.Money;
import jakarta.persistence.EnumeratedValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment that the buyer's bank wants back.
///
/// @param voided credit that was taken for it
/// @param reason in the payment provider's words
/// @param respondBy until when the operator can send evidence
/// @param suspended whether the organization is suspended for it
public record Dispute(
    UUID id,
    UUID purchaseId,
    String providerId,
    Status status,
    PriceParts parts,
    Money voided,
    String reason,
    @Nullable Instant respondBy,
    boolean suspended,
    Instant openedAt,
    @Nullable Instant closedAt) {
  /// Where a dispute is.
  public enum Status {
    /// The bank asks; no money was taken.
    INQUIRY("inquiry", "Inquiry", "warn"),
    OPEN("open", "Open", "bad"),
    WON("won", "Won", "good"),
    LOST("lost", "Lost", "bad");

    @EnumeratedValue private final String word;
    private final String label;
    private final String tone;

    Status(String word, String label, String tone) {
      this.word = word;
      this.label = label;
      this.tone = tone;
    }

    public String word() {
      return word;
    }

    public String label() {
      return label;
    }

    public String tone() {
      return tone;
    }

    boolean isClosed() {
      return this == WON || this == LOST;
    }

    /// Whether it may become the other, however late that is told. What was decided stays.
    boolean mayBecome(Status next) {
      return !isClosed() && next.compareTo(this) > 0;
    }
  }

  /// Whether credit is void for it now.
  public boolean isOpen() {
    return status == Status.OPEN;
  }

  public boolean isLost() {
    return status == Status.LOST;
  }

  public boolean isPending() {
    return !status.isClosed();
  }
}
