package ai.nemorouter.limit.engine;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The answer to a hold request.
public sealed interface HoldOutcome {

  /// @param amount what is durably held on every limit in US dollars
  /// @param outputTokens the output that it pays for, between the least and the most asked for
  /// @param warning a limit whose threshold is crossed; null where none is
  record Granted(Money amount, long outputTokens, @Nullable Warning warning)
      implements HoldOutcome {}

  /// @param threshold in percent of the cap, crossed by what finished calls used
  record Warning(LimitUse limit, int threshold) {}

  /// A limit has less room than the call needs at least.
  ///
  /// @param needed the least that the call needs, in the limit's unit
  /// @param lasting whether it would be refused even if the calls under way cost nothing
  /// @param resetsAt when there is room again at the latest; null where no time brings any
  record LimitReached(LimitUse limit, long needed, boolean lasting, @Nullable Instant resetsAt)
      implements HoldOutcome {

    /// Whether the call is larger than the whole limit, so that it never fits.
    public boolean never() {
      return needed > limit.allowed();
    }
  }

  /// The organization has no credit at all.
  record NoCredit() implements HoldOutcome {}

  /// The key, or what it belongs to, has ended.
  record KeyNotLive(NotLive reason) implements HoldOutcome {}

  /// The key has another owner than the one named, or none any more: their limits were not looked
  /// at. To be asked again with the owner as it is now.
  record OwnerChanged() implements HoldOutcome {}

  /// The call with this identifier was settled before.
  record AlreadyFinished() implements HoldOutcome {}
}
