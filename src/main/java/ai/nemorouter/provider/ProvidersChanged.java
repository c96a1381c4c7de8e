package ai.nemorouter.provider;

/// Stored providers were added, changed or removed on this node: those who serve them need not wait
/// until they ask again.
public record ProvidersChanged() {}
