package ai.nemorouter.key.operator;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An operator key as programs read it.
@Schema(name = "OperatorKey", description = "A key that runs the installation.")
record OperatorKeyJson(
    UUID id,
    @Schema(description = "What may be shown of its secret.") String label,
    String name,
    boolean readOnly,
    @Schema(description = "The addresses it works from; empty for all.")
        List<String> allowedAddresses,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  static OperatorKeyJson of(OperatorKey key) {
    return new OperatorKeyJson(
        key.id(),
        key.label(),
        key.name(),
        key.readOnly(),
        key.allowedAddresses(),
        key.createdBy(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt());
  }
}
