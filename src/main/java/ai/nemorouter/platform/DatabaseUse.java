package ai.nemorouter.platform;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Tells the embedded database from when on and until when the application needs it.
@ApplicationScoped
class DatabaseUse {
  void begin(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
    EmbeddedDatabase.setInUse(true);
  }

  /// After everything that still had to be booked.
  void end(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
    EmbeddedDatabase.setInUse(false);
  }
}
