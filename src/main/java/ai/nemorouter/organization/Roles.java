package ai.nemorouter.organization;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// The roles of an organization: the built-in ones and those it defined.
public final class Roles {
  private static final RowMapper<Role> ROW =
      (row, context) ->
          new Role(
              row.getString("slug"),
              row.getString("name"),
              Role.Level.valueOf(row.getString("level").toUpperCase(Locale.ROOT)),
              false,
              Permission.named((String[]) row.getArray("permissions").getArray()));

  private Roles() {}

  /// The role of that slug, built-in or defined by the organization.
  public static Optional<Role> find(Handle handle, UUID orgId, Role.Level level, String slug) {
    return Role.builtIn(level, slug)
        .or(() ->
            handle
                .createQuery(
                    """
                    select slug, name, level, permissions from roles
                    where org_id = :orgId and level = :level and slug = :slug
                    """)
                .bind("orgId", orgId)
                .bind("level", level.name().toLowerCase(Locale.ROOT))
                .bind("slug", slug)
                .map(ROW)
                .findOne());
  }

  /// All roles that can be held at that level, the built-in ones first, for a form to choose from.
  public static List<Role> choices(Handle handle, UUID orgId, Role.Level level) {
    List<Role> roles = new ArrayList<>(Role.builtIn(level));
    handle
        .createQuery(
            """
            select slug, name, level, permissions from roles
            where org_id = :orgId and level = :level order by lower(name)
            """)
        .bind("orgId", orgId)
        .bind("level", level.name().toLowerCase(Locale.ROOT))
        .map(ROW)
        .forEach(roles::add);
    return roles;
  }

  /// A role that is no more lets one do nothing.
  static Role orNone(Handle handle, UUID orgId, Role.Level level, String slug) {
    return find(handle, orgId, level, slug)
        .orElseGet(() -> new Role(slug, slug, level, false, Set.of()));
  }
}
