package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about roles that organizations defined, checked when they are compiled.
interface RoleQueries {
  Session session();

  /// A role as it is stored.
  record Stored(String slug, String name, String level, List<String> permissions) {
    Role role() {
      return new Role(
          slug,
          name,
          Role.Level.valueOf(level.toUpperCase(Locale.ROOT)),
          false,
          Permission.named(permissions.toArray(String[]::new)));
    }
  }

  /// By name.
  @HQL(
      """
      select r.slug, r.name, r.level, r.permissions from RoleEntity r
      where r.orgId = :orgId order by lower(r.name)
      """)
  List<Stored> own(UUID orgId);

  @HQL("delete from RoleEntity r where r.orgId = :orgId and r.slug = :slug")
  int delete(UUID orgId, String slug);
}
