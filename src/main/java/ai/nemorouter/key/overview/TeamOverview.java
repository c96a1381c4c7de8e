package ai.nemorouter.key.overview;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A team with what it has and uses.
///
/// @param people how many belong to it
/// @param keys how many of its keys can start a request now
/// @param lastUsedAt when a request last came with one of its keys; null for never
/// @param spend what its requests cost this month; null where the actor may not see it
/// @param limits its own, in the order of units and periods; null where the actor may not see them
public record TeamOverview(
    UUID id,
    String name,
    Instant createdAt,
    @Nullable Instant archivedAt,
    long people,
    long keys,
    @Nullable Instant lastUsedAt,
    @Nullable Money spend,
    @Nullable List<LimitStatus> limits) {

  /// Of its own limits the one closest to its cap; null for none.
  public @Nullable LimitStatus tightest() {
    return limits == null ? null : Limits.tightest(limits).orElse(null);
  }
}
