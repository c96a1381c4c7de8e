package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Settlement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happens to a world, one thing after the other.
sealed interface Command {

  /// Time passes.
  record Advance(Duration by) implements Command {}

  /// What one lane sends at once.
  record Batch(List<Settlement> settlements, List<HoldRequest> holds) implements Command {}

  /// A sign of life of the node that placed the hold.
  record Heartbeat(UUID orgId, UUID callId) implements Command {}

  /// Any node books holds that are no longer kept alive.
  record Sweep() implements Command {}

  /// An operator gives a hold back.
  record Release(UUID orgId, UUID callId) implements Command {}

  /// Somebody changes a limit.
  record EditCap(UUID orgId, UUID capId, Edit edit) implements Command {}

  /// A moment on a row decides whether a key may call: it is set to that long from now, or cleared.
  record Mark(Subject subject, UUID orgId, UUID id, @Nullable Duration fromNow)
      implements Command {}

  /// The lane lost its connection and has a new one.
  record Reconnect() implements Command {}

  sealed interface Edit {
    record Amount(long amount) implements Edit {}

    record Removal() implements Edit {}

    record Return() implements Edit {}

    record Raise(long by, Duration lasting) implements Edit {}

    record Restart() implements Edit {}
  }

  enum Subject {
    ORGANIZATION("organizations", "suspended_at"),
    TEAM("teams", "archived_at"),
    KEY_REVOKED("keys", "revoked_at"),
    KEY_DISABLED("keys", "disabled_at"),
    KEY_EXPIRES("keys", "expires_at"),
    /// Of the secret before the newest one, which has ended where nothing is set.
    SECRET_ENDS("keys", "previous_until");

    final String table;
    final String column;

    Subject(String table, String column) {
      this.table = table;
      this.column = column;
    }
  }
}
