package ai.nemorouter.limit.engine;

import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.Session;

/// Deletes the windows of minutes and hours long past, so that the table that every call changes
/// stays small. Days and longer are kept: people look at them.
@ApplicationScoped
public class WindowsUpkeep {
  private static final Duration KEPT = Duration.ofDays(2);
  private static final int AT_ONCE = 5_000;

  private final Database database;
  private final Session session;

  WindowsUpkeep(Database database, Session session) {
    this.database = database;
    this.session = session;
  }

  @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void purge() {
    int purged;
    do {
      purged =
          database.inInstallation(() ->
              session
                  .createNativeQuery("select purge_windows(:before, :most)", Integer.class)
                  .setParameter("before", Instant.now().minus(KEPT))
                  .setParameter("most", AT_ONCE)
                  .getSingleResult());
    } while (purged == AT_ONCE);
  }
}
