package ai.nemorouter.key.operator;

import ai.nemorouter.key.identity.KeySecret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of a key for a program that runs the installation.
///
/// @param readOnly whether it only looks
/// @param allowedAddresses ranges that it may be used from; empty for any
public record OperatorKey(
    UUID id,
    String name,
    String lastFour,
    boolean readOnly,
    List<String> allowedAddresses,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  public String label() {
    return KeySecret.OPERATOR_PREFIX + "…" + lastFour;
  }

  /// The ranges as a sentence lists them.
  public String addresses() {
    return String.join(", ", allowedAddresses);
  }

  /// As in `Active`.
  public String state(Instant now) {
    if (revokedAt != null) {
      return "Revoked";
    }
    return expiresAt != null && !now.isBefore(expiresAt) ? "Expired" : "Active";
  }

  public String tone(Instant now) {
    return state(now).equals("Active") ? "good" : "neutral";
  }

  /// A new secret, shown this once.
  public record Minted(OperatorKey key, KeySecret secret) {}
}
