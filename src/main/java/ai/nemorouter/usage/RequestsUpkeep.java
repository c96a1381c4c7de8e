package ai.nemorouter.usage;

import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/// Makes the months of requests to come, and drops those past their retention once what they
/// counted stands in the windows themselves. All steps are short and safe on any node at any time
/// (`R__calls_upkeep.sql`).
@ApplicationScoped
public class RequestsUpkeep {
  private static final Logger LOG = Logger.getLogger(RequestsUpkeep.class);
  private static final int MONTHS_AHEAD = 3;
  private static final int CALLS_AT_ONCE = 2_000;

  private final Database database;
  private final Session session;
  private final RequestsConfig config;

  RequestsUpkeep(Database database, Session session, RequestsConfig config) {
    this.database = database;
    this.session = session;
    this.config = config;
  }

  @Scheduled(every = "1h", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    makePartitions();
    if (config.retention().isPositive()) {
      LocalDate oldest =
          LocalDate.ofInstant(Instant.now().minus(config.retention()), ZoneOffset.UTC);
      forget(oldest.withDayOfMonth(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
  }

  private void makePartitions() {
    for (int month = 0; month <= MONTHS_AHEAD; month++) {
      int ahead = month;
      database.inInstallation(() ->
          session
              .createNativeQuery(
                  "select make_calls_partition(now() + :ahead * interval '1 month')", Boolean.class)
              .setParameter("ahead", ahead)
              .getSingleResult());
    }
  }

  /// @param before the beginning of the oldest month that is kept
  void forget(Instant before) {
    int forgotten;
    long total = 0;
    do {
      forgotten =
          database.inInstallation(() ->
              session
                  .createNativeQuery("select forget_calls(:before, :most)", Integer.class)
                  .setParameter("before", before)
                  .setParameter("most", CALLS_AT_ONCE)
                  .getSingleResult());
      total += forgotten;
    } while (forgotten > 0);
    int dropped =
        database.inInstallation(() ->
            session
                .createNativeQuery("select drop_calls_partitions(:before)", Integer.class)
                .setParameter("before", before)
                .getSingleResult());
    if (total > 0 || dropped > 0) {
      LOG.infof("Requests past their retention are gone requests=%d months=%d", total, dropped);
    }
  }
}
