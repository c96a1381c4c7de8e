package ai.nemorouter.access;

import java.util.UUID;

/// The person behind a session.
///
/// @param sessionId names the session without letting anybody use it
public record SignedIn(UUID sessionId, UUID userId, String email, String name, boolean operator) {}
