package ai.nemorouter.credit;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Credit that was added at once, and what is left of it.
///
/// @param purchaseId null where it was not bought
/// @param expiresAt null where it does not expire
public record CreditGrant(
    UUID id,
    JournalEntry.Kind kind,
    Money amount,
    Money remaining,
    @Nullable UUID purchaseId,
    @Nullable Instant expiresAt) {}
