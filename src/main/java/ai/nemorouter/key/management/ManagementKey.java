package ai.nemorouter.key.management;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.KeyCondition;
import ai.nemorouter.key.identity.KeySecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of a key for automation.
///
/// @param permissions what it may do; null for one that the environment set, which may do what an
///   administrator may
/// @param secretNumber how many secrets it has had
public record ManagementKey(
    UUID orgId,
    UUID id,
    String name,
    String lastFour,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable List<String> permissions,
    List<String> allowedAddresses,
    int secretNumber,
    @Nullable String previousLastFour,
    @Nullable Instant previousUntil) {
  private static final Duration SOON = Duration.ofDays(7);
  private static final Duration LONG = Duration.ofDays(30);

  public boolean isOfEnvironment() {
    return permissions == null;
  }

  public Set<Permission> granted() {
    return permissions == null
        ? ManagementKeys.OF_ENVIRONMENT.everywhere()
        : new Rights(Permission.named(permissions.toArray(String[]::new)), Map.of()).everywhere();
  }

  Rights rights() {
    return new Rights(granted(), Map.of());
  }

  public Key.Status status(Instant now) {
    if (revokedAt != null) {
      return Key.Status.REVOKED;
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? Key.Status.EXPIRED : Key.Status.ACTIVE;
  }

  /// How it stands: the first that applies, as for keys, of what there is to say of such a key.
  public KeyCondition standing(Instant now) {
    return switch (status(now)) {
      case REVOKED -> KeyCondition.REVOKED;
      case EXPIRED -> KeyCondition.EXPIRED;
      default -> {
        if (expiresAt != null && expiresAt.isBefore(now.plus(SOON))) {
          yield KeyCondition.EXPIRES_SOON;
        }
        Instant used = lastUsedAt == null ? createdAt : lastUsedAt;
        yield used.isBefore(now.minus(LONG)) ? KeyCondition.UNUSED : KeyCondition.ACTIVE;
      }
    };
  }

  /// Whether the secret before the newest one works too.
  public boolean isInGrace(Instant now) {
    return revokedAt == null && previousUntil != null && now.isBefore(previousUntil);
  }

  public String label() {
    return label(lastFour);
  }

  public @Nullable String previousLabel() {
    return previousLastFour == null ? null : label(previousLastFour);
  }

  /// Any string may be the secret of one that the environment set.
  private String label(String four) {
    return (isOfEnvironment() ? "" : KeySecret.MANAGEMENT_PREFIX) + "…" + four;
  }

  /// A new secret, shown this once.
  public record Minted(ManagementKey key, KeySecret secret) {}
}
