package ai.nemorouter.provider.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one node told last of one provider.
///
/// @param calls of the last five minutes
/// @param medianMs to the first byte; null where nothing was measured lately
/// @param slowMs what 95 % of the calls stayed below
/// @param accountRefusedAt since when the provider turns the account down; null where it does not
/// @param pausedKeys how many pairs of a key and a model are not called at the moment
/// @param models those that failed or are paused, as JSON that `ModelHealth` writes
public record NodeHealth(
    String node,
    String name,
    String state,
    boolean limited,
    long calls,
    long failures,
    @Nullable Long medianMs,
    @Nullable Long slowMs,
    @Nullable Long tokensPerSecond,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt,
    @Nullable Instant accountRefusedAt,
    long pausedKeys,
    String models,
    Instant at) {

  /// For people.
  public String label() {
    return switch (state) {
      case "open" -> "Not called";
      case "half_open" -> "On trial";
      default -> {
        if (pausedKeys > 0) {
          yield "Paused for some keys";
        }
        yield limited ? "Rate limited" : failures > 0 ? "With failures" : "Healthy";
      }
    };
  }

  public String tone() {
    return switch (state) {
      case "open" -> "bad";
      case "half_open" -> "warn";
      default -> limited || pausedKeys > 0 || failures > 0 ? "warn" : "good";
    };
  }

  /// Whether there is a call that would not be sent to it.
  public boolean isSpared() {
    return !state.equals("closed") || pausedKeys > 0;
  }
}
