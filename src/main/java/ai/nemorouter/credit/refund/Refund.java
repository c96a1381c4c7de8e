package ai.nemorouter.credit.refund;

import ai.nemorouter.credit.purchase.PriceParts;
import ai.nemorouter.platform.error.NotFoundException;
import jakarta.persistence.EnumeratedValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Money of a purchase that is paid back.
///
/// @param requestedBy the name of who began it
/// @param problem what a person should know about it; empty where nothing is
/// @param note of its credit note, as in `CN-000001`; null before it is paid back
public record Refund(
    UUID id,
    UUID purchaseId,
    Status status,
    Origin origin,
    PriceParts parts,
    String reason,
    String requestedBy,
    String problem,
    Instant createdAt,
    @Nullable Instant refundedAt,
    @Nullable String note) {
  /// Where a refund is.
  public enum Status {
    /// Its credit is taken; the payment provider has not answered yet.
    CREATED("created", "Being sent", "info"),
    /// The payment provider has it; the bank may take days.
    SENT("sent", "On its way", "info"),
    REFUNDED("refunded", "Refunded", "good"),
    /// It did not arrive: its credit was given back.
    FAILED("failed", "Failed", "bad");

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

    /// Whether it may become the other, however late that is told.
    boolean mayBecome(Status next) {
      return this != FAILED && next.compareTo(this) > 0;
    }

    boolean isPending() {
      return this == CREATED || this == SENT;
    }
  }

  /// Who began it.
  public enum Origin {
    ORGANIZATION("organization"),
    OPERATOR("operator"),
    /// It was made at the payment provider.
    PROVIDER("provider");

    @EnumeratedValue private final String word;

    Origin(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  static String label(long number) {
    return "CN-%06d".formatted(number);
  }

  /// @throws NotFoundException before it is paid back
  public Refund refundedOrThrow() {
    if (note == null) {
      throw new NotFoundException("credit note");
    }
    return this;
  }

  public boolean isRefunded() {
    return status == Status.REFUNDED;
  }
}
