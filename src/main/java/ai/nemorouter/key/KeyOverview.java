package ai.nemorouter.key;

import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key with what stands around it.
///
/// @param owner the member who owns it; null for none
/// @param formerOwner the name and address of the person who owned it last, where it has no owner
///   any more; null for a key that never had one
/// @param limits its own, in the order of units and periods
public record KeyOverview(
    Key key,
    String teamName,
    @Nullable Owner owner,
    @Nullable String formerOwner,
    KeySpend spend,
    List<LimitStatus> limits) {

  /// A member as the owner of a key.
  public record Owner(UUID id, String name, String email) {}

  /// Of its own limits in US dollars the one that leaves the least: what OpenRouter's API calls its
  /// `limit`. Null for none.
  public @Nullable LimitStatus budget() {
    return Limits.tightestBudget(limits).orElse(null);
  }

  /// Of its own limits the one closest to its cap, in whichever unit; null for none.
  public @Nullable LimitStatus tightest() {
    return limits.stream().max(Comparator.comparingInt(LimitStatus::percent)).orElse(null);
  }

  /// What a list shows of its limits first: the budget, else the one closest to its cap.
  public @Nullable LimitStatus first() {
    LimitStatus budget = budget();
    return budget == null ? tightest() : budget;
  }

  /// What a list shows beside `first`: the limit that is closer to its cap; null for none.
  public @Nullable LimitStatus nearer() {
    LimitStatus tightest = tightest();
    return Objects.equals(tightest, first()) ? null : tightest;
  }

  KeyOverview with(List<LimitStatus> itsLimits) {
    return new KeyOverview(key, teamName, owner, formerOwner, spend, itsLimits);
  }

  public KeySettings settings() {
    LimitStatus budget = budget();
    return new KeySettings(
        key.name(),
        key.description(),
        key.expiresAt(),
        key.disabledAt() != null,
        budget == null ? null : budget.limit().budget(),
        key.policy());
  }

  public Key.Status status(Instant now) {
    return key.status(now);
  }
}
