package ai.nemorouter.gateway;

import java.time.Duration;

/// How long to wait for a provider, and what to do meanwhile.
///
/// @param meanwhile run every so often while nothing has come
record Patience(Duration within, Duration every, Runnable meanwhile) {}
