package ai.nemorouter.access;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/// On whose behalf a use case runs, always within one organization.
public sealed interface Actor {
  UUID orgId();

  /// The name that records of what was done show.
  String displayName();

  boolean may(Permission permission);

  /// The first line of every use case.
  ///
  /// @throws ForbiddenException if this actor may not do that
  default void authorizeOrThrow(Permission permission) {
    if (!may(permission)) {
      throw new ForbiddenException(permission);
    }
  }

  /// A signed-in member of the organization. An operator runs the installation and may do
  /// everything in it.
  record Person(UUID orgId, UUID userId, String displayName, Role role, boolean operator)
      implements Actor {
    @Override
    public boolean may(Permission permission) {
      return operator || role.allows(permission);
    }
  }

  /// A program that holds a management key.
  record Automation(UUID orgId, UUID managementKeyId, String displayName) implements Actor {
    private static final Set<Permission> PERMISSIONS =
        EnumSet.of(
            Permission.VIEW_KEYS,
            Permission.CHANGE_KEYS,
            Permission.VIEW_LIMITS,
            Permission.CHANGE_LIMITS,
            Permission.VIEW_MEMBERS,
            Permission.VIEW_PROVIDERS,
            Permission.CHANGE_PROVIDERS,
            Permission.VIEW_MODELS,
            Permission.CHANGE_ALIASES,
            Permission.VIEW_CREDIT);

    @Override
    public boolean may(Permission permission) {
      return PERMISSIONS.contains(permission);
    }
  }

  /// The application itself, when it sets up what the environment asks for.
  record Setup(UUID orgId) implements Actor {
    @Override
    public String displayName() {
      return "setup";
    }

    @Override
    public boolean may(Permission permission) {
      return true;
    }
  }
}
