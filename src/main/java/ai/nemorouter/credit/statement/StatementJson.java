package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A statement with its lines as programs read it. Amounts are exact, in US dollars.
@Schema(name = "Statement")
record StatementJson(
    @JsonUnwrapped Head head, String timeZone, Instant startsAt, Instant endsAt, List<Line> lines) {

  static StatementJson of(Statement statement) {
    return new StatementJson(
        Head.of(statement.head()),
        statement.zone().getId(),
        statement.startsAt(),
        statement.endsAt(),
        statement.lines().stream().map(Line::of).toList());
  }

  /// Its sums.
  @Schema(name = "StatementSummary")
  record Head(
      @Schema(description = "As in `2026-11`.") String month,
      @Schema(description = "Whether the month is over.") boolean finished,
      Money openingBalance,
      Money added,
      Money taken,
      Money closingBalance) {
    static Head of(Statement.Head head) {
      return new Head(
          head.month().toString(),
          head.finished(),
          head.opening(),
          head.added(),
          head.taken(),
          head.closing());
    }
  }

  /// One of its lines.
  @Schema(name = "StatementLine")
  record Line(
      Instant at,
      String kind,
      @Schema(description = "The entry of the journal; null for requests.") @Nullable UUID entryId,
      String description,
      Money amount,
      Money balance) {
    static Line of(StatementLine line) {
      return new Line(
          line.at(), line.kind(), line.entryId(), line.note(), line.amount(), line.balance());
    }
  }
}
