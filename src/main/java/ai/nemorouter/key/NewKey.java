package ai.nemorouter.key;

import ai.nemorouter.limit.Budget;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody wants minted.
///
/// @param ownerId the member whose limits count its calls too; null for none
public record NewKey(
    UUID teamId,
    String name,
    @Nullable Budget budget,
    @Nullable Instant expiresAt,
    @Nullable UUID ownerId) {
  public NewKey {
    name = KeySettings.validName(name);
  }

  /// A key that no member owns.
  public NewKey(UUID teamId, String name, @Nullable Budget budget, @Nullable Instant expiresAt) {
    this(teamId, name, budget, expiresAt, null);
  }
}
