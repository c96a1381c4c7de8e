package ai.nemorouter.key.owner;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who may change which key: some may in a team change everybody's, others only those that they own
/// themselves.
public final class KeyRights {
  private KeyRights() {}

  public static boolean mayChange(Actor actor, UUID teamId, @Nullable UUID ownerId) {
    return actor.may(Permission.CHANGE_KEYS, teamId)
        || (ownerId != null
            && ownerId.equals(person(actor))
            && actor.may(Permission.CHANGE_OWN_KEYS, teamId));
  }

  /// @param ownerId null for a service key, which only those make who may change everybody's
  /// @throws ForbiddenException if this actor may not have or change such a key there
  public static void changeOrThrow(Actor actor, UUID teamId, @Nullable UUID ownerId) {
    if (!mayChange(actor, teamId, ownerId)) {
      throw new ForbiddenException(Permission.CHANGE_KEYS);
    }
  }

  /// Whether there is a team in which this actor may make a key.
  public static boolean mayMint(Actor actor) {
    return actor.mayAnywhere(Permission.CHANGE_KEYS)
        || (actor instanceof Actor.Person && actor.mayAnywhere(Permission.CHANGE_OWN_KEYS));
  }

  /// @throws ForbiddenException if there is no team in which this actor may make a key
  public static void mintOrThrow(Actor actor) {
    if (!mayMint(actor)) {
      throw new ForbiddenException(Permission.CHANGE_OWN_KEYS);
    }
  }

  /// Where this actor may make a key.
  public static Reach minting(Actor actor) {
    Reach others = actor.rights().reach(Permission.CHANGE_KEYS);
    if (!(actor instanceof Actor.Person)) {
      return others;
    }
    Reach own = actor.rights().reach(Permission.CHANGE_OWN_KEYS);
    Set<UUID> teams = new HashSet<>(others.teams());
    teams.addAll(own.teams());
    return new Reach(others.everywhere() || own.everywhere(), teams);
  }

  private static @Nullable UUID person(Actor actor) {
    return actor instanceof Actor.Person person ? person.userId() : null;
  }
}
