package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/// One line of the credit page: what an entry of the journal did to the organization's credit.
///
/// @param amount positive where credit was added
/// @param balance all credit ever granted less all withdrawn, after this entry
public record JournalEntry(
    UUID id,
    Kind kind,
    String note,
    String createdBy,
    Instant createdAt,
    Money amount,
    Money balance) {

  /// Why credit changed.
  public enum Kind {
    GRANT("Grant"),
    INVOICE("Paid by invoice"),
    CORRECTION("Correction"),
    /// Free credit that expires and is used first.
    PROMOTION("Promotion"),
    WITHDRAWAL("Withdrawal"),
    PURCHASE("Purchase"),
    EXPIRY("Expiry"),
    REFUND("Refund"),
    DISPUTE("Dispute");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    /// As stored and in the API.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Whether credit was taken.
  public boolean isTaking() {
    return amount.isNegative();
  }
}
