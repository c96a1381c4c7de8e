package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
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

  private final Database database;

  KeyOwners(Database database) {
    this.database = database;
  }

  /// For a form to choose from, by name.
  public List<KeyOverview.Owner> choices(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            handle
                .createQuery(
                    """
                    select u.id, u.name, u.email from members m join users u on u.id = m.user_id
                    where m.org_id = :orgId order by lower(u.name), u.id limit :limit
                    """)
                .bind("orgId", actor.orgId())
                .bind("limit", CHOICES_MAX)
                .map(ConstructorMapper.of(KeyOverview.Owner.class))
                .list());
  }

  /// The member that a program names; null for nobody.
  ///
  /// @param reference an e-mail address in any case, or an id
  public @Nullable UUID idOrThrow(Actor actor, @Nullable String reference) {
    actor.authorizeOrThrow(Permission.CHANGE_KEYS);
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

  static void requireMember(Handle handle, UUID orgId, @Nullable UUID userId) {
    if (userId == null) {
      return;
    }
    boolean present =
        handle
            .select(
                "select true from members where org_id = ? and user_id = ? for key share",
                orgId,
                userId)
            .mapTo(Boolean.class)
            .findOne()
            .isPresent();
    if (!present) {
      throw noSuchMember();
    }
  }

  private static InvalidInputException noSuchMember() {
    return new InvalidInputException(
        "owner", "There is no such member. Name one by e-mail address or id.");
  }
}
