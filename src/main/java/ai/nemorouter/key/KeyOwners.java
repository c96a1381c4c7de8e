package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The members of an organization as the owners of keys.
@ApplicationScoped
public class KeyOwners {
  private static final int CHOICES_MAX = 500;

  /// Of members: who is in one of the teams, or may by their role have keys in all of them.
  private static final String ELIGIBLE =
      """
      m.org_id = :orgId and m.suspended_at is null and (m.role = any(:wideRoles)
        or exists (select from roles r where r.org_id = m.org_id and r.level = 'organization' and r.slug = m.role
             and 'CHANGE_OWN_KEYS' = any(r.permissions))
        or exists (select from team_members t where t.org_id = m.org_id and t.user_id = m.user_id
             and (:anyTeam or t.team_id = any(:teams))))
      """;

  private static final List<String> WIDE_ROLES =
      Role.builtIn(Role.Level.ORGANIZATION).stream()
          .filter(role -> role.allows(Permission.CHANGE_OWN_KEYS))
          .map(Role::slug)
          .toList();
  private final Database database;

  KeyOwners(Database database) {
    this.database = database;
  }

  /// For a form to choose from, by name: whoever could own a key in a team in which this actor may
  /// make keys of anybody.
  public List<KeyOverview.Owner> choices(Actor actor) {
    Reach reach = actor.reachOrThrow(Permission.CHANGE_KEYS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    "select u.id, u.name, u.email from members m join users u on u.id = m.user_id where "
                        + ELIGIBLE
                        + " order by lower(u.name), u.id limit :limit")
                .bind("orgId", actor.orgId())
                .bind("anyTeam", reach.everywhere())
                .bindArray("teams", UUID.class, reach.teams())
                .bindArray("wideRoles", String.class, WIDE_ROLES)
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(KeyOverview.Owner.class))
                .list());
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
    if (userId == null) {
      return;
    }
    boolean eligible =
        handle
            .createQuery(
                "select true from members m where m.user_id = :userId and "
                    + ELIGIBLE
                    + " for key share of m")
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("anyTeam", false)
            .bindArray("teams", UUID.class, teamId)
            .bindArray("wideRoles", String.class, WIDE_ROLES)
            .mapTo(Boolean.class)
            .findOne()
            .isPresent();
    if (!eligible) {
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
