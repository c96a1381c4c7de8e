package ai.nemorouter.books;

import ai.nemorouter.access.Operator;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Has the books of all organizations checked, every night and whenever an operator asks, and shows
/// what was found.
@ApplicationScoped
public class Books {
  private static final Logger LOG = Logger.getLogger(Books.class);

  /// What a list of checks is searched for to show those that found some.
  static final String DEVIATIONS = "deviations";

  private final Database database;
  private final VerifyRunRows rows;
  private final BooksConfig config;
  private final VerifyRuns runs;

  Books(Database database, Session session, VerifyRunRows rows, BooksConfig config) {
    this.database = database;
    this.rows = rows;
    this.config = config;
    this.runs = new VerifyRuns(transactions(database, session));
  }

  static VerifyRuns.Transactions transactions(Database database, Session session) {
    return new VerifyRuns.Transactions() {
      @Override
      public <T> T inTransaction(VerifyRuns.Step<T> step) {
        return database.inInstallation(
            () -> session.doReturningWork(connection -> step.with(new VerifyRows(connection))));
      }
    };
  }

  /// The orders in which checks are listed.
  enum RunSort {
    NEWEST,
    DEVIATIONS,
    CALLS
  }

  /// The orders in which deviations are listed.
  enum DeviationSort {
    INVARIANT,
    ORGANIZATION,
    SUBJECT
  }

  /// Begins a check of all books, which goes on in the background; where one is under way, that is
  /// the one.
  ///
  /// @return the run to look at
  public UUID verify(Operator operator) {
    Optional<UUID> begun = runs.begin(VerifyRun.Trigger.OPERATOR);
    begun.ifPresent(runId -> {
      LOG.infof("The books are being checked run=%s operator=%s", runId, operator.id());
      Thread.ofVirtual().name("verify").start(() -> perform(runId));
    });
    return begun.or(() -> latest(operator).map(VerifyRun::id)).orElseThrow();
  }

  public Optional<VerifyRun> latest(Operator operator) {
    return database.inInstallation(rows::latest);
  }

  public VerifyRun find(Operator operator, UUID runId) {
    return database.inInstallation(() -> rows.getOrThrow(runId));
  }

  /// @param query its search is `DEVIATIONS` for those that found some, else ignored
  public PageOf<VerifyRun> list(Operator operator, ListQuery query) {
    return database.inInstallation(() -> rows.page(query));
  }

  /// What a run found; of very many only the first.
  public PageOf<Deviation> deviations(Operator operator, UUID runId, ListQuery query) {
    return database.inInstallation(() -> rows.deviations(runId, query));
  }

  /// Looks often and runs seldom: whichever node looks first after the time has come runs it, and a
  /// night in which none was up is made up for.
  @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void verifyNightly() {
    LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
    LocalDateTime today = now.toLocalDate().atTime(config.verifyAt());
    LocalDateTime due = today.isAfter(now) ? today.minusDays(1) : today;
    runs.beginNightly(due.toInstant(ZoneOffset.UTC)).ifPresent(this::perform);
  }

  private void perform(UUID runId) {
    try {
      runs.perform(runId);
    } catch (RuntimeException e) {
      LOG.errorf(e, "The check of the books broke off run=%s", runId);
      return;
    }
    long found = database.inInstallation(() -> rows.getOrThrow(runId)).deviationsFound();
    if (found > 0) {
      LOG.errorf("The books do not balance run=%s deviations=%d", runId, found);
    } else {
      LOG.infof("The books balance run=%s", runId);
    }
  }
}
