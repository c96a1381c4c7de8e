package ai.nemorouter.platform.json;

import java.util.List;

/// An answer with all things of a kind.
public record Items<T>(List<T> data) {}
