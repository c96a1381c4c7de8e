package ai.nemorouter.limit;

import ai.nemorouter.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The answer to a hold request.
public sealed interface HoldOutcome {

  /// @param amount what is durably held on every limit: between the least and the most that was
  ///   asked for
  record Granted(Money amount) implements HoldOutcome {}

  /// A limit has less room than the call needs at least.
  ///
  /// @param kind `credit` or `budget`
  /// @param resetsAt when a new window begins; null where the limit is over all time
  record LimitReached(
      String scope,
      String kind,
      String period,
      Money limit,
      Money used,
      Money held,
      @Nullable Instant resetsAt)
      implements HoldOutcome {}

  /// The organization has no credit at all.
  record NoCredit() implements HoldOutcome {}

  /// @param reason `key_revoked`, `key_disabled`, `key_expired`, `team_archived` or
  ///   `organization_suspended`
  record KeyNotLive(String reason) implements HoldOutcome {}

  /// The call with this identifier was settled before.
  record AlreadyFinished() implements HoldOutcome {}
}
