package ai.nemorouter.credit.statement;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Csv;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes entries of the journal as CSV, or as the plain text that hledger and Ledger read
/// (docs/credit.md). Amounts are exact, in US dollars.
///
/// @param zone in which a date is told where the format has dates only
public record JournalFile(JournalView view, JournalRange.Format format, ZoneId zone) {
  private static final int DECIMALS = 9;
  private static final String HEADER =
      Stream.of(
              "time",
              "journal_number",
              "kind",
              "description",
              "account",
              "counter_accounts",
              "debit_usd",
              "credit_usd",
              "reference",
              "recorded_by",
              "organization")
          .collect(Csv.LINE);

  /// The file, written while it is sent.
  public static Response answer(JournalExports.Portions portions, JournalRange range, ZoneId zone) {
    JournalRange.Format format = range.formatOrThrow();
    JournalFile file = new JournalFile(portions.view(), format, zone);
    StreamingOutput content = out -> file.write(portions, out);
    return Response.ok(content, format.type())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"journal.%s\"".formatted(format.ending()))
        .build();
  }

  private void write(JournalExports.Portions portions, OutputStream out) throws IOException {
    out.write(header().getBytes(StandardCharsets.UTF_8));
    while (portions.hasNext()) {
      String text = portions.next().stream().map(this::text).collect(Collectors.joining());
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  String header() {
    return format == JournalRange.Format.CSV ? HEADER : "; Journal of credit, in US dollars\n";
  }

  String text(ExportedEntry entry) {
    return format == JournalRange.Format.CSV ? csv(entry) : ledger(entry);
  }

  private String csv(ExportedEntry entry) {
    List<ExportedEntry.Posting> postings = view.postings(entry);
    return postings.stream()
        .filter(view::lists)
        .map(posting -> csv(entry, posting, postings))
        .collect(Collectors.joining());
  }

  private String csv(
      ExportedEntry entry, ExportedEntry.Posting own, List<ExportedEntry.Posting> all) {
    String others =
        all.stream()
            .filter(other -> !other.equals(own))
            .map(ExportedEntry.Posting::account)
            .collect(Collectors.joining(" "));
    Money amount = own.amount();
    return Stream.of(
            Csv.cell(entry.at().toString()),
            Csv.cell(entry.number()),
            Csv.cell(entry.kind()),
            Csv.cell(entry.description()),
            Csv.cell(own.account()),
            Csv.cell(others),
            amount.isNegative() ? "" : amount.plain(),
            amount.isNegative() ? amount.negated().plain() : "",
            Csv.cell(entry.reference()),
            Csv.cell(entry.recordedBy()),
            Csv.cell(entry.organization()))
        .collect(Csv.LINE);
  }

  private String ledger(ExportedEntry entry) {
    String tags =
        Stream.of(
                tag("time", entry.at().toString()),
                tag("kind", entry.kind()),
                tag("reference", entry.reference()),
                tag("organization", entry.organization()))
            .filter(tag -> !tag.isEmpty())
            .collect(Collectors.joining(", "));
    String postings =
        view.postings(entry).stream()
            .map(posting ->
                "    %s  %s USD\n"
                    .formatted(
                        view.ledgerAccount(entry, posting.account()),
                        posting.amount().usd().setScale(DECIMALS).toPlainString()))
            .collect(Collectors.joining());
    return "\n%s * (%s) %s\n    ; %s\n%s"
        .formatted(
            entry.at().atZone(zone).toLocalDate(),
            entry.number(),
            plain(entry.description()),
            tags,
            postings);
  }

  private static String tag(String name, String value) {
    return value.isEmpty() ? "" : name + ":" + value;
  }

  /// Without what begins a comment or ends the line, and without what parts payee and note.
  private static String plain(String text) {
    return text.replaceAll("[;|\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }
}
