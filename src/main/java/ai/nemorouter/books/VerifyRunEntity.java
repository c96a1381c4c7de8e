package ai.nemorouter.books;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A check's row, to read. `VerifyRuns` writes it, also without the application.
@Entity
@Immutable
@Table(name = "verify_runs")
class VerifyRunEntity {
  @Id private UUID id;
  private String trigger;
  private String node;
  private Instant startedAt;
  private Instant seenAt;
  private @Nullable Instant finishedAt;
  private int organizationsTotal;
  private int organizations;
  private long calls;
  private long deviationsFound;

  VerifyRun run() {
    return new VerifyRun(
        id,
        VerifyRun.Trigger.valueOf(trigger.toUpperCase(Locale.ROOT)),
        node,
        startedAt,
        seenAt,
        finishedAt,
        organizationsTotal,
        organizations,
        calls,
        deviationsFound);
  }
}
