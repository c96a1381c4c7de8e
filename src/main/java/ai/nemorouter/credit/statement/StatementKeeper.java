package ai.nemorouter.credit.statement;

import ai.nemorouter.credit.billing.Billing;
import ai.nemorouter.credit.fee.CreditSettings;
import ai.nemorouter.limit.CreditLimit;
import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Writes down each day of each organization's credit once it is over, and closes each month. Every
/// node does it; the lock on the month's row lets one at a time, and the second finds it done.
@ApplicationScoped
public class StatementKeeper {
  private static final Logger LOG = Logger.getLogger(StatementKeeper.class);
  private static final int AT_ONCE = 50;

  private final StatementRows rows;
  private final CreditLimit limit;
  private final CreditSettings settings;
  private final Billing billing;
  private final Database database;

  StatementKeeper(
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

  @Scheduled(every = "5m", delayed = "40s", concurrentExecution = ConcurrentExecution.SKIP)
  void keepDue() {
    Set<UUID> tried = new HashSet<>();
    List<UUID> due;
    do {
      due =
          database.inInstallation(() -> rows.due(database.now(), AT_ONCE)).stream()
              .filter(tried::add)
              .toList();
      due.forEach(this::keepOrLog);
    } while (!due.isEmpty());
  }

  private void keepOrLog(UUID orgId) {
    try {
      database.inInstallation(() -> keep(orgId, database.now()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "A statement could not be continued organization=%s", orgId);
    }
  }

  /// In a transaction about the whole installation.
  ///
  /// @return whether days were written down
  public boolean keep(UUID orgId, Instant now) {
    Optional<StatementEntity> found = rows.lockOpen(orgId).or(() -> begun(orgId));
    if (found.isEmpty() || !found.get().isDue(now)) {
      return false;
    }
    StatementEntity statement = found.get();
    StatementRun.Open open = statement.open();
    Optional<CreditLimit.Charged> charged = limit.charged(orgId, open.keptUntil(), open.zone());
    if (charged.isEmpty()) {
      statement.stop();
      return false;
    }
    StatementRows.Place place = rows.place(orgId);
    List<StatementRun.Part> parts =
        new StatementRun(open, rows.entriesLeft(orgId), charged.get(), place.zone())
            .until(now.minus(StatementEntity.GRACE));
    for (StatementRun.Part part : parts) {
      if (!statement.isOpen()) {
        statement = new StatementEntity(orgId, part.after());
        rows.persistAndFlush(statement);
      }
      rows.add(orgId, statement, part.lines());
      rows.flush();
      statement.keep(part.after(), part.lines().size());
      if (part.over()) {
        statement.close(
            String.join("\n", settings.seller()), billing.of(orgId).lines(place.name()), now);
      }
      rows.flush();
    }
    return true;
  }

  private Optional<StatementEntity> begun(UUID orgId) {
    List<StatementRun.Entry> entries = rows.entriesLeft(orgId);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    rows.begin(
        orgId, StatementRun.Open.first(entries.getFirst().createdAt(), rows.place(orgId).zone()));
    return rows.lockOpen(orgId);
  }
}
