package ai.nemorouter.key.owner;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.organization.member.KeyHolders;
import ai.nemorouter.organization.member.KeyHolders.KeyHolder;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The members of an organization as the owners of keys.
@ForActor
@ApplicationScoped
public class KeyOwners {
  private final KeyHolders holders;

  KeyOwners(KeyHolders holders) {
    this.holders = holders;
  }

  /// For a form to choose from, by name: those who can own a key in that team; empty if this actor
  /// may make keys there for themselves only.
  public List<KeyHolder> choices(Actor actor, UUID teamId) {
    return actor.reachOrThrow(Permission.CHANGE_KEYS).covers(teamId)
        ? holders.inOne(actor.orgId(), new Reach(false, Set.of(teamId)))
        : List.of();
  }

  /// The member that a program names; null for no owner.
  ///
  /// @param reference an e-mail address in any case, or an id
  public @Nullable UUID idOrThrow(Actor actor, @Nullable String reference) {
    KeyRights.mintOrThrow(actor);
    if (reference == null) {
      return null;
    }
    return holders.find(actor.orgId(), reference).orElseThrow(KeyOwners::noSuchMember);
  }

  /// Only who belongs to a team, or has keys in all of them, can own a key in it.
  ///
  /// @param userId null for a service key
  public void requireEligible(UUID orgId, UUID teamId, @Nullable UUID userId) {
    if (userId != null && !holders.lock(orgId, Set.of(teamId), userId)) {
      throw holders.isActive(orgId, userId)
          ? new InvalidInputException(
              "owner", "This member is not in the team. Add them to it first, or choose another.")
          : noSuchMember();
    }
  }

  private static InvalidInputException noSuchMember() {
    return new InvalidInputException(
        "owner", "There is no such member. Name one by e-mail address or id.");
  }
}
