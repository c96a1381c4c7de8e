package ai.nemorouter.migration.keys;

import ai.nemorouter.limit.Period;
import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key of an account elsewhere, as its management API tells of it. Its secret is not among that.
///
/// @param number its place in the list, from 1
/// @param limit null for none
/// @param remaining what is left of it; null where that was not told
/// @param problem why it cannot be taken over, as a sentence; null where it can
public record ForeignKey(
    int number,
    String name,
    @Nullable String hash,
    boolean disabled,
    @Nullable Money limit,
    @Nullable Money remaining,
    Period period,
    @Nullable Instant expiresAt,
    @Nullable String problem) {}
