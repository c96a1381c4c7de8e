package ai.nemorouter.key.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// The answer that shows a secret, this once.
public record WithSecret<T>(
    T data, @Schema(description = "The secret, shown this once.") String key) {}
