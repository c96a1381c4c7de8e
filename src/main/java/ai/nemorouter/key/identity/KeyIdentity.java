package ai.nemorouter.key.identity;

import ai.nemorouter.catalog.allowlist.ModelAllowlist;
import ai.nemorouter.limit.engine.NotLive;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a secret belongs to, and whether the key and all that it depends on may start calls.
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

  /// Why calls may not start; empty for a live key.
  public Optional<NotLive> whyNotLive(Instant now) {
    if (revokedAt != null) {
      return Optional.of(NotLive.REVOKED);
    }
    if (expiresAt != null && !now.isBefore(expiresAt)) {
      return Optional.of(NotLive.EXPIRED);
    }
    if (disabledAt != null) {
      return Optional.of(NotLive.DISABLED);
    }
    if (teamArchivedAt != null) {
      return Optional.of(NotLive.TEAM_ARCHIVED);
    }
    if (orgSuspendedAt != null) {
      return Optional.of(NotLive.ORGANIZATION_SUSPENDED);
    }
    return secretUntil == null || now.isBefore(secretUntil)
        ? Optional.empty()
        : Optional.of(NotLive.SECRET_ENDED);
  }

  public String label() {
    return KeySecret.label(lastFour);
  }

  public KeyPolicy policy() {
    return new KeyPolicy(new ModelAllowlist(allowedModels), allowedEndpoints, allowedAddresses);
  }
}
