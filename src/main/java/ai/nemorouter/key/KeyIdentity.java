package ai.nemorouter.key;

import ai.nemorouter.catalog.ModelAllowlist;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whom a secret belongs to, and whether the key and what it hangs from may start calls.
///
/// @param secretNumber which of the key's secrets it is
/// @param secretUntil when a secret that was replaced stops working; null for the newest one
public record KeyIdentity(
    UUID orgId,
    UUID teamId,
    UUID keyId,
    String keyName,
    String lastFour,
    @Nullable UUID ownerId,
    @Nullable Instant disabledAt,
    @Nullable Instant revokedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant teamArchivedAt,
    @Nullable Instant orgSuspendedAt,
    int secretNumber,
    @Nullable Instant secretUntil,
    List<String> allowedModels,
    List<String> allowedEndpoints,
    List<String> allowedAddresses,
    List<String> teamAllowedModels,
    List<String> orgAllowedModels) {

  /// Whether calls may start, and if not, why.
  public enum Standing {
    ACTIVE,
    DISABLED,
    EXPIRED,
    REVOKED,
    TEAM_ARCHIVED,
    ORGANIZATION_SUSPENDED,
    SECRET_ENDED
  }

  public Standing standing(Instant now) {
    if (revokedAt != null) {
      return Standing.REVOKED;
    }
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      return Standing.EXPIRED;
    }
    if (disabledAt != null) {
      return Standing.DISABLED;
    }
    if (teamArchivedAt != null) {
      return Standing.TEAM_ARCHIVED;
    }
    if (orgSuspendedAt != null) {
      return Standing.ORGANIZATION_SUSPENDED;
    }
    return secretUntil == null || now.isBefore(secretUntil)
        ? Standing.ACTIVE
        : Standing.SECRET_ENDED;
  }

  public String label() {
    return KeySecret.label(lastFour);
  }

  public KeyPolicy policy() {
    return new KeyPolicy(new ModelAllowlist(allowedModels), allowedEndpoints, allowedAddresses);
  }
}
