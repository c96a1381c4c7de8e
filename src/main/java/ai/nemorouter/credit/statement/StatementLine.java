package ai.nemorouter.credit.statement;

import ai.nemorouter.credit.JournalEntry;
import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of a statement: an entry of the journal, or what requests were charged on one day.
///
/// @param kind a kind of the journal's entries, `usage` or `late_usage`
/// @param entryId null for requests
/// @param amount in US dollars, negative where credit was taken
/// @param balance after it: all credit added less all taken and charged
public record StatementLine(
    Instant at,
    String kind,
    @Nullable UUID entryId,
    String note,
    String createdBy,
    Money amount,
    Money balance) {
  static final String USAGE = "usage";

  /// Charged after its day was written down.
  static final String LATE_USAGE = "late_usage";

  public String label() {
    return switch (kind) {
      case USAGE -> "Usage";
      case LATE_USAGE -> "Usage of earlier days";
      default -> JournalEntry.Kind.valueOf(kind.toUpperCase(Locale.ROOT)).label();
    };
  }

  /// Whether credit was taken.
  public boolean isTaking() {
    return amount.isNegative();
  }
}
