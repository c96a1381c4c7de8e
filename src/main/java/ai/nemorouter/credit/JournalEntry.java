package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import java.time.Instant;
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
    GRANT,
    WITHDRAWAL,
    PURCHASE
  }
}
