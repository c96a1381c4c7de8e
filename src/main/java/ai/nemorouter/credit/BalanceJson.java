package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The credit of an organization as programs that run the installation read it, in US dollars.
@Schema(name = "Balance")
record BalanceJson(
    Money granted,
    Money used,
    @Schema(description = "Reserved for requests under way.") Money held,
    Money left) {

  static BalanceJson of(Balance balance) {
    return new BalanceJson(balance.granted(), balance.used(), balance.held(), balance.left());
  }

  /// After credit was granted or withdrawn.
  @Schema(name = "BookedBalance")
  record Booked(
      @JsonUnwrapped BalanceJson balance,
      @Schema(
              description =
                  "Whether this request booked it, and not an earlier one with the same `reference`.")
          boolean booked) {}

  /// An entry of the journal.
  @Schema(name = "JournalEntry")
  record Entry(
      UUID id,
      String kind,
      Money amount,
      @Schema(description = "What there is after it.") Money balance,
      String note,
      String createdBy,
      Instant createdAt) {
    static Entry of(JournalEntry entry) {
      return new Entry(
          entry.id(),
          entry.kind().word(),
          entry.amount(),
          entry.balance(),
          entry.note(),
          entry.createdBy(),
          entry.createdAt());
    }
  }
}
