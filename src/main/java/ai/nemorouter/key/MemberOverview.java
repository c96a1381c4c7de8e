package ai.nemorouter.key;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A member with the keys they own.
///
/// @param joinedAt when they became a member
/// @param keys how many of their keys could start a call now, or once they are enabled again
/// @param spend what calls with their keys cost this month
/// @param limits the member's own, in the order of units and periods
public record MemberOverview(
    UUID id,
    String name,
    String email,
    String roleName,
    Instant joinedAt,
    long keys,
    Money spend,
    List<LimitStatus> limits) {

  /// Of the member's limits the one closest to its cap, in whichever unit; null for none.
  public @Nullable LimitStatus tightest() {
    return limits.stream().max(Comparator.comparingInt(LimitStatus::percent)).orElse(null);
  }

  MemberOverview with(List<LimitStatus> itsLimits) {
    return new MemberOverview(id, name, email, roleName, joinedAt, keys, spend, itsLimits);
  }
}
