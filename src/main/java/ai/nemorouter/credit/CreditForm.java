package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was typed into the form that grants or withdraws credit.
public record CreditForm(
    @FormParam("amount") String amount,
    @FormParam("note") String note,
    @FormParam("kind") String kind,
    @FormParam("expires_on") String expiresOn) {
  static final CreditForm EMPTY = new CreditForm("", "", "", "");

  private static final List<JournalEntry.Kind> KINDS =
      List.of(
          JournalEntry.Kind.GRANT,
          JournalEntry.Kind.INVOICE,
          JournalEntry.Kind.PROMOTION,
          JournalEntry.Kind.CORRECTION);

  /// What was not sent is empty.
  public CreditForm {
    amount = Names.trimmed(amount);
    note = Names.trimmed(note);
    kind = Names.trimmed(kind);
    expiresOn = Names.trimmed(expiresOn);
  }

  /// @throws InvalidInputException if the amount is none
  public Money money() {
    try {
      return Money.parseTypedUsd(amount);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("amount", "This amount " + e.getMessage() + ".");
    }
  }

  public List<JournalEntry.Kind> kinds() {
    return KINDS;
  }

  /// Why it is granted; a plain grant where the form does not say.
  JournalEntry.Kind grantKind() {
    return kind.isEmpty()
        ? JournalEntry.Kind.GRANT
        : KINDS.stream()
            .filter(known -> known.word().equals(kind))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("kind", "Choose why it is granted."));
  }

  /// The end of that day; null where none was entered.
  @Nullable Instant expiry(ZoneId zone) {
    if (expiresOn.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(expiresOn).plusDays(1).atStartOfDay(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new InvalidInputException("expires_on", "Enter a date, as in 2027-01-31.");
    }
  }
}
