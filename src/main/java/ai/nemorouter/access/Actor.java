package ai.nemorouter.access;

import java.util.UUID;

/// On whose behalf a use case runs, always within one organization.
public sealed interface Actor {
  UUID orgId();

  /// The name that records of what was done show.
  String displayName();

  Rights rights();

  Origin origin();

  /// Whether it may do that in the whole organization.
  default boolean may(Permission permission) {
    return rights().may(permission);
  }

  /// Whether it may do that in one team.
  default boolean may(Permission permission, UUID teamId) {
    return rights().may(permission, teamId);
  }

  /// Whether it may do that in at least one team.
  default boolean mayAnywhere(Permission permission) {
    return !rights().reach(permission).isNowhere();
  }

  /// The first line of every use case about the whole organization.
  ///
  /// @throws ForbiddenException if this actor may not do that
  default void authorizeOrThrow(Permission permission) {
    if (!may(permission)) {
      throw new ForbiddenException(permission);
    }
  }

  /// The first line of every use case about one team.
  ///
  /// @throws ForbiddenException if this actor may not do that there
  default void authorizeOrThrow(Permission permission, UUID teamId) {
    if (!may(permission, teamId)) {
      throw new ForbiddenException(permission);
    }
  }

  /// The first line of every use case that shows what one may see of the teams.
  ///
  /// @return where the permission is held; never nowhere
  /// @throws ForbiddenException if this actor holds it nowhere
  default Reach reachOrThrow(Permission permission) {
    Reach reach = rights().reach(permission);
    if (reach.isNowhere()) {
      throw new ForbiddenException(permission);
    }
    return reach;
  }

  /// A signed-in member of the organization. An operator runs the installation and may do
  /// everything in it.
  record Person(
      UUID orgId, UUID userId, String displayName, Rights rights, boolean operator, Origin origin)
      implements Actor {}

  /// A program that holds a management key of the organization, or an operator key.
  ///
  /// @param keyId of the management key or operator key
  public record Automation(
      UUID orgId, UUID keyId, String displayName, Rights rights, boolean operator, Origin origin)
      implements Actor {}

  /// The application itself, when it sets up what the environment asks for, or does what is due.
  record Setup(UUID orgId) implements Actor {
    @Override
    public String displayName() {
      return "setup";
    }

    @Override
    public Rights rights() {
      return Rights.all();
    }

    @Override
    public Origin origin() {
      return Origin.INSIDE;
    }
  }
}
