package ai.nemorouter.platform.json;

/// An answer about one thing.
public record Data<T>(T data) {}
