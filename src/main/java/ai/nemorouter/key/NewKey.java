package ai.nemorouter.key;

import ai.nemorouter.limit.Budget;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wants minted.
public record NewKey(
    UUID teamId, String name, @Nullable Budget budget, @Nullable Instant expiresAt) {
  public NewKey {
    name = KeySettings.validName(name);
  }
}
