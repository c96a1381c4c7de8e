package ai.nemorouter.gateway.screening;

import java.util.UUID;

/// What people know of a rule.
///
/// @param check the word for its kind of check
/// @param message what a caller is told whose request it blocks; empty for the usual words
public record NamedRule(UUID id, String name, String check, String message) {}
