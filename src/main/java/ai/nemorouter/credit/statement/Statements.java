package ai.nemorouter.credit.statement;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.fee.CreditSettings;
import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.PageOf;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Shows statements of credit by month: what `StatementKeeper` wrote down, and what happened since.
@ForActor
@ApplicationScoped
public class Statements {
  private static final int TRIES = 5;

  private final StatementRows rows;
  private final CreditLimit limit;
  private final CreditSettings settings;
  private final Billing billing;
  private final Database database;

  Statements(
      StatementRows rows,
      CreditLimit limit,
      CreditSettings settings,
      Billing billing,
      Database database) {
    this.rows = rows;
    this.limit = limit;
    this.settings = settings;
    this.billing = billing;
    this.database = database;
  }

  /// The newest first, the month that is under way among them.
  public PageOf<Statement.Head> list(Actor actor, int page) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    List<Statement.Head> all = whole(actor.orgId(), () -> heads(actor.orgId()));
    List<Statement.Head> shown = all.stream().skip(PageOf.offset(page)).limit(PageOf.SIZE).toList();
    return new PageOf<>(shown, PageOf.within(page), all.size());
  }

  /// Those that have a statement, the oldest first.
  List<YearMonth> months(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return whole(actor.orgId(), () -> heads(actor.orgId())).stream()
        .map(Statement.Head::month)
        .sorted()
        .toList();
  }

  private List<Statement.Head> heads(UUID orgId) {
    List<Statement.Head> heads = new ArrayList<>(rows.heads(orgId));
    Collections.reverse(heads);
    for (Statement part : since(orgId)) {
      boolean known = !heads.isEmpty() && heads.getLast().month().equals(part.month());
      heads.add(known ? heads.removeLast().and(part.head()) : part.head());
    }
    Collections.reverse(heads);
    return heads;
  }

  /// @throws NotFoundException where the organization had no credit in that month
  public Statement find(Actor actor, YearMonth month) {
    actor.authorizeOrThrow(Permission.VIEW_CREDIT);
    return whole(actor.orgId(), () -> found(actor.orgId(), month))
        .orElseThrow(() -> new NotFoundException("statement"));
  }

  /// In the transaction that the thread is in.
  Optional<Statement> found(UUID orgId, YearMonth month) {
    Optional<Statement> written =
        rows.ofMonth(orgId, month).map(row -> row.shown(rows.lines(orgId, row)));
    if (written.isPresent() && written.get().isFinished()) {
      return written;
    }
    Optional<Statement> since =
        since(orgId).stream().filter(part -> part.month().equals(month)).findFirst();
    return since.map(part -> written.map(before -> joined(before, part)).orElse(part));
  }

  private static Statement joined(Statement before, Statement part) {
    return new Statement(
        part.month(),
        part.zone(),
        part.startsAt(),
        part.endsAt(),
        before.opening(),
        part.closing(),
        Stream.concat(before.lines().stream(), part.lines().stream()).toList(),
        part.issuer(),
        part.holder(),
        null);
  }

  /// Months that are not finished, each with what is not written down yet. The first may be written
  /// down in part.
  private List<Statement> since(UUID orgId) {
    StatementRows.Place place = rows.place(orgId);
    ZoneId zone = place.zone();
    List<StatementRun.Entry> entries = rows.entriesLeft(orgId);
    Optional<StatementRun.Open> open =
        rows.open(orgId)
            .map(StatementEntity::open)
            .or(() ->
                entries.stream()
                    .findFirst()
                    .map(entry -> StatementRun.Open.first(entry.createdAt(), zone)));
    return open.map(
            from -> {
              CreditLimit.Charged charged =
                  limit
                      .charged(orgId, from.keptUntil(), from.zone())
                      .orElseGet(() -> new CreditLimit.Charged(from.charged(), new TreeMap<>()));
              String issuer = String.join("\n", settings.seller());
              String holder = billing.of(orgId).lines(place.name());
              return new StatementRun(from, entries, charged, zone)
                  .upTo(database.now()).stream().map(part -> shown(part, issuer, holder)).toList();
            })
        .orElse(List.of());
  }

  private static Statement shown(StatementRun.Part part, String issuer, String holder) {
    StatementRun.Open after = part.after();
    return new Statement(
        after.month(),
        after.zone(),
        after.startsAt(),
        after.endsAt(),
        after.opening(),
        after.closing(),
        part.lines(),
        issuer,
        holder,
        null);
  }

  /// Reads again where a day was written down meanwhile, so that no line is missed or shown twice.
  private <T> T whole(UUID orgId, Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      String before = rows.mark(orgId);
      T result = read.get();
      if (rows.mark(orgId).equals(before) || attempt == TRIES) {
        return result;
      }
      rows.flush();
      rows.getSession().clear();
    }
  }
}
