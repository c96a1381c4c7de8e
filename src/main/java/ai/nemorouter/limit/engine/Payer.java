package ai.nemorouter.limit.engine;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose limits a call counts against: the key that made it, the member who owns the key, its team
/// and its organization.
///
/// @param memberId null for a key that no member owns
public record Payer(UUID orgId, UUID teamId, UUID keyId, @Nullable UUID memberId) {}
