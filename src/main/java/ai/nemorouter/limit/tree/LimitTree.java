package ai.nemorouter.limit.tree;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.NamedScope;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.list.PageOf;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Limits as they stand on each other: those of the organization over all, those of a team over its
/// keys, and those of members beside the teams, because they count requests of all of them.
///
/// @param organization null where the actor may not see its limits
/// @param members those with limits of their own; none where the actor may not see them
public record LimitTree(
    @Nullable Level organization, PageOf<Branch> teams, List<Level> members, boolean moreMembers) {

  /// A team and its keys.
  ///
  /// @param keys those with limits first, then by name
  /// @param keysInAll how many of its keys can start a request
  public record Branch(Level team, List<Level> keys, long keysInAll) {
    /// How many of its keys are not shown.
    public long moreKeys() {
      return keysInAll - keys.size();
    }
  }

  /// What has limits of its own, or only those above it.
  ///
  /// @param limits its own, in the order of units and periods
  /// @param free the most that its next request can hold, by its own limits in US dollars and those
  ///   above it that the actor may see, narrowed ones left out; null where none of them caps it
  public record Level(NamedScope scope, List<LimitStatus> limits, @Nullable Money free) {
    /// @param above what the levels above leave; null where nothing caps them
    static Level of(NamedScope scope, List<LimitStatus> limits, @Nullable Money above) {
      return new Level(scope, limits, least(above, limits));
    }

    /// The lower of that and what the limits leave; null where nothing caps either.
    static @Nullable Money least(@Nullable Money above, List<LimitStatus> limits) {
      Optional<Money> own =
          Limits.tightestBudget(limits).map(budget -> Money.ofNanos(budget.left()));
      return Stream.concat(own.stream(), Stream.ofNullable(above)).reduce(Money::min).orElse(null);
    }

    public boolean isUsedUp() {
      return free != null && free.isZero();
    }
  }
}
