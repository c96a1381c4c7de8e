package ai.nemorouter.migration.keys;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An import that was done.
///
/// @param keys how many it made
/// @param live how many of them are not revoked
public record KeyImport(
    UUID id,
    String source,
    String createdBy,
    Instant createdAt,
    @Nullable Instant revokedAt,
    long keys,
    long live) {}
