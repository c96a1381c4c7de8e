package ai.nemorouter.access;

import java.util.UUID;

/// The person behind a session.
public record SignedIn(UUID userId, String email, String name, boolean operator) {}
