package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.organization.KeyHolders;
import ai.nemorouter.organization.KeyHolders.KeyHolder;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The members of an organization as the owners of keys.
@ApplicationScoped
public class KeyOwners {
  private final Database database;

  KeyOwners(Database database) {
    this.database = database;
  }

  /// For a form to choose from, by name: whoever could own a key in a team in which this actor may
  /// make keys of anybody.
  public List<KeyHolder> choices(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .read(handle -> KeyHolders.inOne(handle, actor.orgId(), reach));
  }

  /// The member that a program names; null for nobody.
  ///
  /// @param reference an e-mail address in any case, or an id
  public @Nullable UUID idOrThrow(Actor actor, @Nullable String reference) {
    KeyRights.mintOrThrow(actor);
    if (reference == null) {
      return null;
    }
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select u.id from members m join users u on u.id = m.user_id
                    where m.org_id = :orgId and (lower(u.email) = lower(:reference) or u.id::text = lower(:reference))
                    """)
                .bind("orgId", actor.orgId())
                .bind("reference", reference)
                .mapTo(UUID.class)
                .findOne()
                .orElseThrow(KeyOwners::noSuchMember));
  }

  /// Only who belongs to a team, or has keys in all of them, can own a key in it.
  ///
  /// @param userId null for a service key
  static void requireEligible(Handle handle, UUID orgId, UUID teamId, @Nullable UUID userId) {
    if (userId != null && !KeyHolders.lock(handle, orgId, Set.of(teamId), userId)) {
      throw isMember(handle, orgId, userId)
          ? new InvalidInputException(
              "owner", "This member is not in the team. Add them to it first, or choose another.")
          : noSuchMember();
    }
  }

  private static boolean isMember(Handle handle, UUID orgId, UUID userId) {
    return handle
        .select(
            "select true from members where org_id = ? and user_id = ? and suspended_at is null",
            orgId,
            userId)
        .mapTo(Boolean.class)
        .findOne()
        .isPresent();
  }

  private static InvalidInputException noSuchMember() {
    return new InvalidInputException(
        "owner", "There is no such member. Name one by e-mail address or id.");
  }
}
