package ai.nemorouter.guardrail.sample;

import ai.nemorouter.platform.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;

/// Deletes samples past their days. It is safe on any node at any time.
@ApplicationScoped
class SamplesUpkeep {
  private static final int ROWS_AT_ONCE = 500;

  private final SampleRows rows;
  private final Database database;

  SamplesUpkeep(SampleRows rows, Database database) {
    this.rows = rows;
    this.database = database;
  }

  @Scheduled(every = "10m", delayed = "50s", concurrentExecution = ConcurrentExecution.SKIP)
  void run() {
    int gone;
    do {
      gone = database.inInstallation(() -> rows.forget(ROWS_AT_ONCE));
    } while (gone == ROWS_AT_ONCE);
  }
}
