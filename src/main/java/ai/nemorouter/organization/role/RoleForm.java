package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import jakarta.ws.rs.FormParam;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was typed into the form of a role.
///
/// @param level `organization` or `team`; fixed once the role is defined
/// @param permissions names of those that are ticked
/// @param previewed the fingerprint of the effect that was shown last: only that is saved
public record RoleForm(
    @FormParam("name") String name,
    @FormParam("level") String level,
    @FormParam("permission") @Nullable List<String> permissions,
    @FormParam("previewed") String previewed) {
  public RoleForm {
    name = Objects.requireNonNullElse(name, "");
    level = Objects.requireNonNullElse(level, "");
    permissions = permissions == null ? List.of() : List.copyOf(permissions);
    previewed = Objects.requireNonNullElse(previewed, "");
  }

  static RoleForm empty(String level) {
    return new RoleForm("", level, List.of(), "");
  }

  static RoleForm of(Role role) {
    return new RoleForm(
        role.name(),
        RoleEntity.column(role.level()),
        role.permissions().stream().map(Permission::name).toList(),
        "");
  }

  /// A level that a person mangled in the address is the one where roles do less.
  Role.Level at() {
    return level.toLowerCase(Locale.ROOT).equals("organization")
        ? Role.Level.ORGANIZATION
        : Role.Level.TEAM;
  }

  Set<Permission> chosen() {
    return Permission.named(permissions().toArray(String[]::new));
  }

  @Override
  public List<String> permissions() {
    return permissions == null ? List.of() : permissions;
  }
}
