package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/// Which role lets one do what: all roles of an organization and, last, those who run the
/// installation.
///
/// @param roles in the order of the columns
public record RoleMatrix(List<HeldRole> roles) {
  /// The operator of this installation may do everything in every organization.
  static final Role OPERATOR =
      new Role(
          "operator", "Operator", Role.Level.ORGANIZATION, true, EnumSet.allOf(Permission.class));

  public RoleMatrix {
    roles = List.copyOf(roles);
  }

  /// Permissions that are held at the same level.
  public record Group(String title, String lead, List<Permission> permissions) {}

  public List<Group> groups() {
    return List.of(
        new Group(
            "In teams",
            "Held in the whole organization, and so in each of its teams, or in single teams.",
            at(Permission.Level.TEAM)),
        new Group(
            "In the organization",
            "Held in the whole organization only.",
            at(Permission.Level.ORGANIZATION)),
        new Group(
            "In the installation",
            "Held only by the operator of this installation.",
            at(Permission.Level.INSTALLATION)));
  }

  /// How many columns the matrix has: the permission, each role, the operator.
  public int columns() {
    return roles.size() + 2;
  }

  public Role operator() {
    return OPERATOR;
  }

  private static List<Permission> at(Permission.Level level) {
    return Arrays.stream(Permission.values())
        .filter(permission -> permission.level() == level)
        .toList();
  }
}
