package ai.nemorouter.credit.statement;

import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;

/// Which days of the journal are exported, and how.
///
/// @param from the first day; empty for the beginning
/// @param to the last day; empty for today
/// @param format a constant of `Format` in lower case; empty for the first
public record JournalRange(
    @FormParam("from") String from,
    @FormParam("to") String to,
    @FormParam("format") String format) {
  static final int YEAR_MAX = 9998;
  public static final JournalRange ALL = new JournalRange("", "", "");

  /// What was not sent is empty.
  public JournalRange {
    from = Names.trimmed(from);
    to = Names.trimmed(to);
    format = Names.trimmed(format);
  }

  /// How the file is written.
  enum Format {
    /// A line for each account of an entry.
    CSV("text/csv; charset=utf-8", "csv"),
    /// The plain-text journal that hledger and Ledger read.
    HLEDGER("text/plain; charset=utf-8", "journal");

    private final String type;
    private final String ending;

    Format(String type, String ending) {
      this.type = type;
      this.ending = ending;
    }

    String type() {
      return type;
    }

    String ending() {
      return ending;
    }
  }

  /// The days in question.
  ///
  /// @param until the first moment after the last day
  record Span(Instant since, Instant until) {
    boolean covers(Instant time) {
      return !time.isBefore(since) && time.isBefore(until);
    }
  }

  /// @throws InvalidInputException where a day is none, or the last is before the first
  Span span(ZoneId zone, Instant now) {
    Instant since =
        from.isEmpty() ? Instant.EPOCH : day("from", from).atStartOfDay(zone).toInstant();
    if (to.isEmpty()) {
      return new Span(since, now);
    }
    Instant until = day("to", to).plusDays(1).atStartOfDay(zone).toInstant();
    if (!since.isBefore(until)) {
      throw new InvalidInputException("to", "Enter a last day that is not before the first.");
    }
    return new Span(since, until.isBefore(now) ? until : now);
  }

  Format formatOrThrow() {
    return format.isEmpty()
        ? Format.CSV
        : Arrays.stream(Format.values())
            .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(format))
            .findFirst()
            .orElseThrow(() -> new InvalidInputException("format", "Choose CSV or hledger."));
  }

  private static LocalDate day(String field, String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 1 && day.getYear() <= YEAR_MAX) {
        return day;
      }
    } catch (DateTimeParseException e) {
      // It is said below.
    }
    throw new InvalidInputException(field, "Enter a date, as in 2027-01-31.");
  }
}
