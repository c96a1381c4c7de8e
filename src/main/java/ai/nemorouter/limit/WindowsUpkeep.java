package ai.nemorouter.limit;

import ai.nemorouter.platform.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/// Deletes the windows of minutes and hours long past, so that the table that every call changes
/// stays small. Days and longer are kept: people look at them.
@ApplicationScoped
public class WindowsUpkeep {
  private static final Duration KEPT = Duration.ofDays(2);
  private static final int AT_ONCE = 5_000;

  private final Database database;

  WindowsUpkeep(Database database) {
    this.database = database;
  }

  @Scheduled(every = "10m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
  void purge() {
    int purged;
    do {
      purged =
          database
              .acrossOrganizations()
              .inTransaction(handle ->
                  handle
                      .createQuery("select purge_windows(:before, :most)")
                      .bind("before", Instant.now().minus(KEPT))
                      .bind("most", AT_ONCE)
                      .mapTo(Integer.class)
                      .one());
    } while (purged == AT_ONCE);
  }
}
