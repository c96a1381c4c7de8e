package ai.nemorouter.gateway.upstream;

import java.time.Duration;

/// How long to wait for a provider, and what to do meanwhile.
///
/// @param meanwhile run every so often while nothing has come
public record ResponseTimeout(Duration within, Duration every, Runnable meanwhile) {}
