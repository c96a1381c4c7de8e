package ai.nemorouter.usage.view;

import java.util.UUID;

/// A filter of the list of requests under a name.
///
/// @param query as the list's address has it, without the question mark
/// @param shared whether the whole organization has it, and not one person
public record SavedView(UUID id, String name, String query, boolean shared, String createdBy) {}
