package ai.nemorouter.key;

import ai.nemorouter.limit.LimitStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key with what stands around it: its team's name, its spend and its budget.
public record KeyOverview(Key key, String teamName, KeySpend spend, @Nullable LimitStatus budget) {
  public KeySettings settings() {
    return new KeySettings(
        key.name(),
        key.expiresAt(),
        key.disabledAt() != null,
        budget == null ? null : budget.limit().budget());
  }

  public Key.Status status(Instant now) {
    return key.status(now);
  }
}
