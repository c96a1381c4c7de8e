package ai.nemorouter.gateway.screening;

import java.util.UUID;

/// What people know of a rule.
///
/// @param version that is in force
/// @param message what a caller is told where it blocks; empty for the usual words
public record NamedRule(UUID id, int version, String name, String message) {}
