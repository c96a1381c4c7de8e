package ai.nemorouter.books;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One check of all organizations' books.
///
/// @param seenAt the last heartbeat of the node that runs it
/// @param finishedAt null while it runs, and for ever if its node was lost
/// @param organizations how many are checked by now
/// @param calls how many went into it by now
public record VerifyRun(
    UUID id,
    Trigger trigger,
    String node,
    Instant startedAt,
    Instant seenAt,
    @Nullable Instant finishedAt,
    int organizationsTotal,
    int organizations,
    long calls,
    long deviationsFound) {
  /// Checking one large organization takes a while, with no heartbeat in between.
  static final Duration PATIENCE = Duration.ofMinutes(30);

  /// Who asked for it.
  public enum Trigger {
    NIGHTLY("Nightly"),
    OPERATOR("An operator"),
    COMMAND("The command");

    private final String label;

    Trigger(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean isRunning() {
    return finishedAt == null && seenAt.isAfter(Instant.now().minus(PATIENCE));
  }

  public boolean isLost() {
    return finishedAt == null && !isRunning();
  }

  public boolean isClean() {
    return finishedAt != null && deviationsFound == 0;
  }

  /// What became of it, in a word.
  public String status() {
    if (isRunning()) {
      return "Running";
    }
    if (isLost()) {
      return "Broken off";
    }
    return isClean() ? "Balanced" : "Deviations";
  }

  /// The colour of that word.
  public String tone() {
    if (isRunning()) {
      return "info";
    }
    return isClean() ? "good" : "bad";
  }

  public String seconds() {
    Instant until = finishedAt == null ? seenAt : finishedAt;
    long millis = Duration.between(startedAt, until).toMillis();
    return millis < 1000 ? millis + " ms" : millis / 1000 + " s";
  }
}
