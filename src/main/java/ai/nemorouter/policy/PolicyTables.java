package ai.nemorouter.policy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.CurrentActor;
import ai.nemorouter.usage.story.RefusedLimits;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What applies to whatever a page is about, as the person who looks may see it. Templates ask it
/// as `inject:applies`, so that pages of any feature can show the table; null where there is
/// nothing to show.
@Named("applies")
@RequestScoped
public class PolicyTables {
  private final Policies policies;
  private final RefusedLimits refusedLimits;
  private final CurrentActor current;

  PolicyTables(Policies policies, RefusedLimits refusedLimits, CurrentActor current) {
    this.policies = policies;
    this.refusedLimits = refusedLimits;
    this.current = current;
  }

  public @Nullable Policy toKey(UUID keyId) {
    return of(keyId, policies::ofKey).orElse(null);
  }

  public @Nullable Policy toTeam(UUID teamId) {
    return of(teamId, policies::ofTeam).orElse(null);
  }

  public @Nullable Policy toMember(UUID userId) {
    return of(userId, policies::ofMember).orElse(null);
  }

  /// The same of a key, with the limit marked that turned a request down.
  ///
  /// @param limitId null for none
  public @Nullable Policy toRefused(UUID keyId, @Nullable UUID limitId) {
    return of(keyId, policies::ofKey)
        .map(policy -> policy.refusedBy(status -> status.limit().id().equals(limitId)))
        .orElse(null);
  }

  /// The same for a request whose record names the limit.
  public @Nullable Policy toRequest(UUID keyId, UUID callId) {
    return of(keyId, policies::ofKey)
        .map(policy -> of(callId, refusedLimits::of).map(by -> marked(policy, by)).orElse(policy))
        .orElse(null);
  }

  private static Policy marked(Policy policy, RefusedLimits.Refused by) {
    return by.credit()
        ? policy.refusedByCredit()
        : policy.refusedBy(status -> by.is(status.limit()));
  }

  private <T> Optional<T> of(UUID id, BiFunction<Actor, UUID, Optional<T>> ask) {
    return current.person().flatMap(person -> ask.apply(person, id));
  }
}
