package ai.nemorouter.limit;

import java.util.UUID;

/// Whose limits a call counts against: the key that made it, its team and its organization.
public record Payer(UUID orgId, UUID teamId, UUID keyId) {}
