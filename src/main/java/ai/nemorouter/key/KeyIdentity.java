package ai.nemorouter.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whom a secret belongs to, and whether the key and what it hangs from may start calls.
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
    @Nullable Instant orgSuspendedAt) {

  /// Whether calls may start, and if not, why.
  public enum Standing {
    ACTIVE,
    DISABLED,
    EXPIRED,
    REVOKED,
    TEAM_ARCHIVED,
    ORGANIZATION_SUSPENDED
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
    return orgSuspendedAt == null ? Standing.ACTIVE : Standing.ORGANIZATION_SUSPENDED;
  }

  public String label() {
    return KeySecret.label(lastFour);
  }
}
