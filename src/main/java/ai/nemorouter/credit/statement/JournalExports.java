package ai.nemorouter.credit.statement;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Operator;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.credit.statement.ExportedEntry.Posting;
import ai.nemorouter.platform.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets people take the journal with them: an organization the account of its own credit with what
/// requests were charged, an operator the whole book.
@ForActor
@ApplicationScoped
public class JournalExports {
  private final Statements statements;
  private final JournalLines lines;
  private final Database database;
  private final AuditLog auditLog;

  JournalExports(Statements statements, JournalLines lines, Database database, AuditLog auditLog) {
    this.statements = statements;
    this.lines = lines;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Entries in portions, from the oldest to the newest. Each is read in a transaction of its own:
  /// the file is written when the use case is over.
  public interface Portions extends Iterator<List<ExportedEntry>> {
    JournalView view();
  }

  /// What the statements of those days say, which is itself written down before.
  ///
  /// @param zone in which the days begin
  public Portions begin(Actor actor, JournalRange range, ZoneId zone) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    JournalRange.Span span = range.span(zone, database.now());
    List<YearMonth> months =
        statements.months(actor).stream().filter(month -> mayTouch(month, span)).toList();
    auditLog.record(actor, "journal.exported", "journal", changes(range));
    return new OfOrganization(actor, span, months.iterator());
  }

  /// Each entry with all of its accounts, over all organizations.
  public Portions begin(Operator operator, JournalRange range) {
    return database.inInstallation(() -> {
      JournalRange.Span span = range.span(ZoneOffset.UTC, database.now());
      auditLog.record(operator, "journal.exported", "journal", changes(range));
      return new OfAll(span);
    });
  }

  private static Changes changes(JournalRange range) {
    return Changes.none()
        .about("from", range.from())
        .about("to", range.to())
        .about("format", range.formatOrThrow().ending());
  }

  /// Wherever its zone lets it begin and end. Lines of an earlier day may stand in a later month.
  private static boolean mayTouch(YearMonth month, JournalRange.Span span) {
    return month
        .plusMonths(1)
        .atDay(1)
        .atStartOfDay(ZoneOffset.MIN)
        .toInstant()
        .isAfter(span.since());
  }

  /// A portion is a month.
  private final class OfOrganization implements Portions {
    private final Actor actor;
    private final JournalRange.Span span;
    private final Iterator<YearMonth> months;

    OfOrganization(Actor actor, JournalRange.Span span, Iterator<YearMonth> months) {
      this.actor = actor;
      this.span = span;
      this.months = months;
    }

    @Override
    public JournalView view() {
      return JournalView.ORGANIZATION;
    }

    @Override
    public boolean hasNext() {
      return months.hasNext();
    }

    @Override
    public List<ExportedEntry> next() {
      YearMonth month = months.next();
      return database.inOrganization(actor.orgId(), () -> exported(statements.find(actor, month)));
    }

    private List<ExportedEntry> exported(Statement statement) {
      Map<UUID, JournalLines.Rest> rests = lines.rests(actor.orgId(), statement.lines());
      List<ExportedEntry> entries = new ArrayList<>();
      int position = 0;
      for (StatementLine line : statement.lines()) {
        position++;
        if (span.covers(line.at())) {
          String number = statement.month() + "/" + position;
          UUID entryId = line.entryId();
          entries.add(exported(line, number, entryId == null ? null : rests.get(entryId)));
        }
      }
      return entries;
    }

    private ExportedEntry exported(
        StatementLine line, String number, JournalLines.@Nullable Rest rest) {
      List<Posting> postings = new ArrayList<>();
      postings.add(new Posting(JournalView.CREDIT, line.amount().negated()));
      if (rest == null) {
        postings.add(new Posting(StatementLine.USAGE, line.amount()));
      } else {
        postings.addAll(rest.postings());
      }
      return new ExportedEntry(
          line.at(),
          line.entryId() == null ? number : line.entryId().toString(),
          line.kind(),
          line.note(),
          line.createdBy(),
          rest == null ? "" : rest.reference(),
          "",
          postings);
    }
  }

  /// A portion is a number of entries.
  private final class OfAll implements Portions {
    private final JournalRange.Span span;
    private Instant after;
    private UUID last = new UUID(0, 0);
    private boolean more = true;

    OfAll(JournalRange.Span span) {
      this.span = span;
      this.after = span.since();
    }

    @Override
    public JournalView view() {
      return JournalView.OPERATOR;
    }

    @Override
    public boolean hasNext() {
      return more;
    }

    @Override
    public List<ExportedEntry> next() {
      List<ExportedEntry> portion =
          database.inInstallation(() -> lines.portion(after, last, span.until()));
      if (portion.isEmpty()) {
        more = false;
      } else {
        after = portion.getLast().at();
        last = UUID.fromString(portion.getLast().number());
      }
      return portion;
    }
  }
}
