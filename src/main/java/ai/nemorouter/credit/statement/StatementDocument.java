package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Csv;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A statement as PDF and as CSV.
final class StatementDocument {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final String HEADER =
      Stream.of(
              "time", "kind", "description", "recorded_by", "entry_id", "amount_usd", "balance_usd")
          .collect(Csv.LINE);

  private StatementDocument() {}

  @CheckedTemplate(basePath = "credit")
  static class Templates {
    private Templates() {}

    static native TemplateInstance statementDocument(Statement statement, Days days);
  }

  /// Writes days in the zone of a statement, for templates.
  public record Days(ZoneId zone) {
    public String of(Instant time) {
      return DAY.format(time.atZone(zone));
    }

    /// The last day before that time.
    public String before(Instant time) {
      return of(time.minusSeconds(1));
    }
  }

  static byte[] pdf(Statement statement) {
    return PdfDocument.of(Templates.statementDocument(statement, new Days(statement.zone())));
  }

  /// Opening balance first, closing balance last; amounts are exact.
  static String csv(Statement statement) {
    String lines =
        statement.lines().stream().map(StatementDocument::line).collect(Collectors.joining());
    return HEADER
        + balance(statement.startsAt(), "opening_balance", statement.opening())
        + lines
        + balance(
            statement.endsAt(),
            statement.isFinished() ? "closing_balance" : "balance_so_far",
            statement.closing());
  }

  private static String balance(Instant at, String kind, Money amount) {
    return Stream.of(Csv.cell(at.toString()), Csv.cell(kind), "", "", "", "", amount.plain())
        .collect(Csv.LINE);
  }

  private static String line(StatementLine line) {
    return Stream.of(
            Csv.cell(line.at().toString()),
            Csv.cell(line.kind()),
            Csv.cell(line.note()),
            Csv.cell(line.createdBy()),
            Csv.cell(Objects.toString(line.entryId(), "")),
            line.amount().plain(),
            line.balance().plain())
        .collect(Csv.LINE);
  }
}
