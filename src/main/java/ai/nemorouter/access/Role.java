package ai.nemorouter.access;

import java.util.EnumSet;
import java.util.Set;

/// A named set of permissions that a member holds in an organization.
public enum Role {
  OWNER(EnumSet.complementOf(EnumSet.of(Permission.GRANT_CREDIT)));

  private final Set<Permission> permissions;

  Role(EnumSet<Permission> permissions) {
    this.permissions = Set.copyOf(permissions);
  }

  public boolean allows(Permission permission) {
    return permissions.contains(permission);
  }
}
