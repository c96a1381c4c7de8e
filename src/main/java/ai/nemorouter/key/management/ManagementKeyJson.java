package ai.nemorouter.key.management;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A management key as programs read it.
@Schema(
    name = "ManagementKey",
    description = "A key that manages an organization; its secret is never part of it.")
record ManagementKeyJson(
    UUID id,
    @Schema(description = "What may be shown of its newest secret.") String label,
    String name,
    @Schema(description = "What it may do, as in `CHANGE_KEYS`.") List<String> permissions,
    @Schema(description = "The addresses it works from; empty for all.")
        List<String> allowedAddresses,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Schema(description = "What may be shown of the secret before; null where there was none.")
        @Nullable String previousLabel,
    @Schema(description = "When the secret before stops working.")
        @Nullable Instant previousUntil) {

  static ManagementKeyJson of(ManagementKey key) {
    return new ManagementKeyJson(
        key.id(),
        key.label(),
        key.name(),
        key.granted().stream().map(Enum::name).sorted().toList(),
        key.allowedAddresses(),
        key.createdBy(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt(),
        key.previousLabel(),
        key.previousUntil());
  }
}
