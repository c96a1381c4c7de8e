package ai.nemorouter.provider.health;

import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.provider.ProviderOwner;
import ai.nemorouter.provider.ProviderRows;
import ai.nemorouter.provider.health.ClosingQueries.Closing;
import ai.nemorouter.provider.health.ProviderHealth.Account;
import ai.nemorouter.provider.health.ProviderHealth.Report;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Lets people see how providers do on every node, and close circuits on all of them: each node
/// writes down now and then what it knows, and asks what was closed.
@ApplicationScoped
public class HealthReports {
  private final Database database;
  private final HealthRows rows;
  private final ProviderRows providers;
  private final ClosingQueries closings;
  private final AuditLog audit;
  private final ProviderHealth health;
  private volatile long seenClosings;

  HealthReports(
      Database database,
      HealthRows rows,
      ProviderRows providers,
      ClosingQueries closings,
      AuditLog audit,
      ProviderHealth health) {
    this.database = database;
    this.rows = rows;
    this.providers = providers;
    this.closings = closings;
    this.audit = audit;
    this.health = health;
  }

  /// Circuits are closed when a node starts: what was asked before means nothing to it.
  void start(@Observes StartupEvent event) {
    seenClosings = database.inInstallation(closings::last);
  }

  @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
  void write() {
    List<Report> reports = health.reports();
    database.inInstallation(() -> {
      rows.forgetOld();
      if (!reports.isEmpty()) {
        rows.write(reports);
      }
      return true;
    });
  }

  @Scheduled(every = "3s", concurrentExecution = ConcurrentExecution.SKIP)
  synchronized void followClosings() {
    for (Closing closing : database.inInstallation(() -> closings.after(seenClosings))) {
      health.close(Account.of(closing.account()));
      seenClosings = closing.version();
    }
  }

  /// The condition of each of the holder's providers, by name; those without recent calls are
  /// missing.
  public Map<String, ProviderCondition> conditions(ProviderOwner holder) {
    holder.authorizeOrThrow(Permission.VIEW_PROVIDERS);
    Map<String, ProviderCondition> conditions = new TreeMap<>();
    holder
        .reading(database, () -> rows.recent(holder.orgId()))
        .forEach(row ->
            conditions.merge(
                row.name(), new ProviderCondition(List.of(row)), ProviderCondition::with));
    return conditions;
  }

  /// How one provider does.
  public ProviderCondition condition(ProviderOwner holder, String name) {
    return conditions(holder).getOrDefault(name, ProviderCondition.UNKNOWN);
  }

  /// Lets all calls to the provider through again, of whatever model and key: on this node at once
  /// and on the others in seconds.
  public void close(ProviderOwner holder, String name) {
    holder.authorizeOrThrow(Permission.CHANGE_PROVIDERS);
    Account account = new Account(holder.orgId(), name);
    holder.in(
        database,
        () -> {
          long version = providers.nextChange().version();
          closings.close(account.text(), holder.orgId(), version);
          rows.close(account.text());
          holder.record(
              audit,
              "circuit_closed",
              name,
              Changes.none().about("name", name).added("circuit", "closed"));
          return true;
        });
    health.close(account);
  }
}
