package ai.nemorouter.organization;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.NotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// The SQL about roles that organizations defined and who holds roles.
final class RoleRows {
  private static final int NAMES_SHOWN = 10;
  private static final String COLUMNS =
      "select slug, name, level, permissions from roles where org_id = :orgId";
  private static final RowMapper<Role> ROW =
      (row, context) ->
          new Role(
              row.getString("slug"),
              row.getString("name"),
              Role.Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
              false,
              Permission.named((String[]) row.getArray("permissions").getArray()));

  private RoleRows() {}

  static Optional<Role> find(Handle handle, UUID orgId, String slug) {
    return handle
        .createQuery(COLUMNS + " and slug = :slug")
        .bind("orgId", orgId)
        .bind("slug", slug)
        .map(ROW)
        .findOne();
  }

  static Role ownOrThrow(Handle handle, UUID orgId, String slug) {
    return find(handle, orgId, slug).orElseThrow(() -> new NotFoundException("role"));
  }

  static List<Role> own(Handle handle, UUID orgId) {
    return handle
        .createQuery(COLUMNS + " order by lower(name)")
        .bind("orgId", orgId)
        .map(ROW)
        .list();
  }

  /// Keeps roles from being changed, and from being given to anybody, until the transaction ends.
  /// The organization's row stands for those that are not there yet.
  static void lockAll(Handle handle, UUID orgId) {
    handle.execute("select pg_advisory_xact_lock(hashtextextended('roles ' || ?, 0))", orgId);
    handle
        .createQuery("select slug from roles where org_id = :orgId order by slug for update")
        .bind("orgId", orgId)
        .mapTo(String.class)
        .list();
  }

  static void insert(Handle handle, UUID orgId, Role role) {
    handle
        .createUpdate(
            """
            insert into roles (org_id, slug, name, level, permissions)
            values (:orgId, :slug, :name, :level, :permissions)
            """)
        .bind("orgId", orgId)
        .bind("slug", role.slug())
        .bind("name", role.name())
        .bind("level", column(role.level()))
        .bind("permissions", names(role))
        .execute();
  }

  static void update(Handle handle, UUID orgId, Role role) {
    handle
        .createUpdate(
            """
            update roles set name = :name, permissions = :permissions, updated_at = now()
            where org_id = :orgId and slug = :slug
            """)
        .bind("name", role.name())
        .bind("permissions", names(role))
        .bind("orgId", orgId)
        .bind("slug", role.slug())
        .execute();
  }

  static void delete(Handle handle, UUID orgId, String slug) {
    handle.execute("delete from roles where org_id = ? and slug = ?", orgId, slug);
  }

  /// The role with how many people hold it, in however many teams, and some of their names.
  static HeldRole held(Handle handle, UUID orgId, Role role) {
    String table = role.level() == Role.Level.TEAM ? "team_members" : "members";
    List<String> names =
        handle
            .createQuery(
                """
                select u.name from users u
                where u.id in (select user_id from %s where org_id = :orgId and role = :role)
                order by lower(u.name), u.id limit :limit
                """
                    .formatted(table))
            .bind("orgId", orgId)
            .bind("role", role.slug())
            .bind("limit", NAMES_SHOWN)
            .mapTo(String.class)
            .list();
    int people =
        names.size() < NAMES_SHOWN
            ? names.size()
            : handle
                .createQuery(
                    "select count(distinct user_id) from %s where org_id = :orgId and role = :role"
                        .formatted(table))
                .bind("orgId", orgId)
                .bind("role", role.slug())
                .mapTo(Integer.class)
                .one();
    return new HeldRole(role, people, names);
  }

  /// Whether somebody who was invited gets it on accepting.
  static boolean isPromised(Handle handle, UUID orgId, Role role) {
    return handle
        .createQuery(
            """
            select exists (
              select from invitations i
              where i.org_id = :orgId and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
                and (i.role = :role or exists (select from invitation_teams t
                  where t.org_id = i.org_id and t.invitation_id = i.id and t.role = :role)))
            """)
        .bind("orgId", orgId)
        .bind("role", role.slug())
        .mapTo(Boolean.class)
        .one();
  }

  static String column(Role.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static String[] names(Role role) {
    return role.permissions().stream().map(Permission::name).sorted().toArray(String[]::new);
  }
}
