package ai.nemorouter.key;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.identity.KeySecret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of an inference key. It belongs to one team for its whole life.
///
/// @param ownerId null for a service key, which has no owner and outlives people
/// @param secretNumber how many secrets it has had: each rotation makes another
/// @param previousLastFour of the secret before the newest one; null where there was none
/// @param previousUntil when the secret before the newest one stops working
public record Key(
    UUID orgId,
    UUID id,
    UUID teamId,
    @Nullable UUID ownerId,
    String name,
    String description,
    String lastFour,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant disabledAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    int secretNumber,
    Instant secretCreatedAt,
    @Nullable Instant secretUsedAt,
    @Nullable String previousLastFour,
    @Nullable Instant previousUntil,
    @Nullable Instant previousUsedAt,
    List<String> allowedModels,
    List<String> allowedEndpoints,
    List<String> allowedAddresses) {

  /// Whether a key can start calls, and if not, the most final reason why.
  public enum Status {
    ACTIVE,
    DISABLED,
    EXPIRED,
    REVOKED
  }

  public Status status(Instant now) {
    if (revokedAt != null) {
      return Status.REVOKED;
    }
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      return Status.EXPIRED;
    }
    return disabledAt == null ? Status.ACTIVE : Status.DISABLED;
  }

  public String label() {
    return KeySecret.label(lastFour);
  }

  /// The secret before the newest one, as it may be shown; null where there was none.
  public @Nullable String previousLabel() {
    return previousLastFour == null ? null : KeySecret.label(previousLastFour);
  }

  /// Whether calls can also start with the secret before the newest one.
  public boolean isInGrace(Instant now) {
    return revokedAt == null && previousUntil != null && now.isBefore(previousUntil);
  }

  public KeyPolicy policy() {
    return new KeyPolicy(new ModelAllowlist(allowedModels), allowedEndpoints, allowedAddresses);
  }
}
