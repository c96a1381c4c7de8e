package ai.nemorouter.usage;

import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.Session;

/// Sums up what was charged in each day that is over, so that reports need not read its requests
/// one by one (`R__usage_days.sql`). Reports are as exact without the sums: a day that has none yet
/// is read from its requests. Each step is short and safe on any node at any time.
@ApplicationScoped
class UsageDays {
  /// So that no transaction holds its snapshot of the record for long.
  private static final int DAYS_AT_ONCE = 20;

  private final Database database;
  private final Session session;

  UsageDays(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  @Scheduled(every = "5m", delayed = "60s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    int summed;
    do {
      summed =
          database.inInstallation(() ->
              session
                  .createNativeQuery("select sum_usage_days(:most)", Integer.class)
                  .setParameter("most", DAYS_AT_ONCE)
                  .getSingleResult());
    } while (summed > 0);
  }
}
