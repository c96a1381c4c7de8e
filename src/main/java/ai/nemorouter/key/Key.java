package ai.nemorouter.key;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of an inference key. It belongs to one team for its whole life.
public record Key(
    UUID orgId,
    UUID id,
    UUID teamId,
    @Nullable UUID ownerId,
    String name,
    String lastFour,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant expiresAt,
    @Nullable Instant disabledAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

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
}
