package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// The row of a role that an organization defined, while it is being changed.
@Entity
@IdClass(RoleEntity.Key.class)
@Table(name = "roles")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
public class RoleEntity {
  @Id UUID orgId;
  @Id String slug;
  String name;

  @Column(updatable = false)
  String level;

  @JdbcTypeCode(SqlTypes.ARRAY)
  List<String> permissions;

  @Column(insertable = false)
  @Nullable Instant updatedAt;

  /// For Hibernate alone.
  protected RoleEntity() {}

  public RoleEntity(UUID orgId, Role role) {
    this.orgId = orgId;
    this.slug = role.slug();
    this.name = role.name();
    this.level = column(role.level());
    this.permissions = names(role);
  }

  public record Key(UUID orgId, String slug) {}

  /// Gives it the name and the permissions of that role.
  void change(Role role, Instant at) {
    name = role.name();
    permissions = names(role);
    updatedAt = at;
  }

  static String column(Role.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> names(Role role) {
    return role.permissions().stream().map(Permission::name).sorted().toList();
  }
}
