package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a change of a role will do to the people who hold it.
///
/// @param fingerprint says what becomes of what, so that only what was shown is saved
public record RoleChange(
    HeldRole held,
    String name,
    List<Permission> gained,
    List<Permission> lost,
    String fingerprint) {
  static RoleChange of(HeldRole held, String name, Set<Permission> after) {
    Role before = held.role();
    return new RoleChange(
        held,
        name,
        Arrays.stream(Permission.values())
            .filter(permission -> after.contains(permission) && !before.allows(permission))
            .toList(),
        Arrays.stream(Permission.values())
            .filter(permission -> !after.contains(permission) && before.allows(permission))
            .toList(),
        name + "|" + names(before.permissions()) + "|" + names(after));
  }

  public boolean isRenamed() {
    return !name.equals(held.role().name());
  }

  public boolean isNothing() {
    return !isRenamed() && gained.isEmpty() && lost.isEmpty();
  }

  private static String names(Set<Permission> permissions) {
    return permissions.stream().map(Permission::name).sorted().collect(Collectors.joining(","));
  }
}
