package ai.nemorouter.key;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.Member;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A member with the keys they own.
///
/// @param keys how many of their keys could start a call now, or once they are enabled again
/// @param spend what calls cost this month that were made with a key while it was theirs
/// @param limits the member's own, in the order of units and periods
public record MemberOverview(
    Member member, String roleName, long keys, Money spend, List<LimitStatus> limits) {

  /// Of the member's limits the one closest to its cap, in whichever unit; null for none.
  public @Nullable LimitStatus tightest() {
    return limits.stream().max(Comparator.comparingInt(LimitStatus::percent)).orElse(null);
  }

  MemberOverview with(List<LimitStatus> itsLimits) {
    return new MemberOverview(member, roleName, keys, spend, itsLimits);
  }
}
