package ai.nemorouter.platform.database;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Tells the embedded database from when on and until when the application needs it.
@ApplicationScoped
class DatabaseUse {
  private static final int FIRST = 1;

  private final Scheduler scheduler;

  DatabaseUse(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void begin(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
    EmbeddedDatabase.setInUse(true);
  }

  /// Jobs that began now would find the pools of connections closed.
  void beginNoMoreJobs(@Observes @Priority(FIRST) ShutdownEvent event) {
    scheduler.pause();
  }

  /// After everything that still had to be booked.
  void end(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
    EmbeddedDatabase.setInUse(false);
  }
}
