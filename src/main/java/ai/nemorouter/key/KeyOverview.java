package ai.nemorouter.key;

import ai.nemorouter.key.overview.DailyUse;
import ai.nemorouter.key.overview.KeySpend;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.Limits;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key with what stands around it.
///
/// @param owner the member who owns it; null for none
/// @param formerOwner the name and address of the person who owned it last, where it has no owner
///   any more; null for a key that never had one
/// @param limits its own, in the order of units and periods
/// @param refusals of the last 24 hours
public record KeyOverview(
    Key key,
    String teamName,
    @Nullable Owner owner,
    @Nullable String formerOwner,
    KeySpend spend,
    List<LimitStatus> limits,
    KeyCondition standing,
    long refusals,
    DailyUse use) {

  /// A member as the owner of a key.
  public record Owner(UUID id, String name, String email) {}

  /// Of its own limits in US dollars the one that leaves the least: what OpenRouter's API calls its
  /// `limit`. Null for none.
  public @Nullable LimitStatus budget() {
    return Limits.tightestBudget(limits).orElse(null);
  }

  /// Of its own limits the one closest to its cap, in whichever unit; null for none.
  public @Nullable LimitStatus tightest() {
    return Limits.tightest(limits).orElse(null);
  }

  /// What a list shows of its limits first: the budget, else the one closest to its cap.
  public @Nullable LimitStatus first() {
    LimitStatus budget = budget();
    return budget == null ? tightest() : budget;
  }

  /// What a list shows below `first`: of all others the one closest to its cap; null for none.
  public @Nullable LimitStatus second() {
    LimitStatus first = first();
    return Limits.tightest(limits.stream().filter(status -> !status.equals(first)).toList())
        .orElse(null);
  }

  KeyOverview with(List<LimitStatus> itsLimits) {
    return new KeyOverview(
        key, teamName, owner, formerOwner, spend, itsLimits, standing, refusals, use);
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

  /// Whether it works, or could, and somebody should look after it.
  public boolean needsAttention() {
    return KeyCondition.NEEDING_ATTENTION.contains(standing);
  }

  /// Whether the secret before the newest one still works.
  public boolean inGrace() {
    return key.isInGrace(Instant.now());
  }

  public Key.Status status(Instant now) {
    return key.status(now);
  }
}
