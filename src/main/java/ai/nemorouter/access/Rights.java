package ai.nemorouter.access;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// What somebody may do in one organization.
///
/// @param everywhere held in the whole organization, and so in each of its teams
/// @param inTeams held in single teams only
public record Rights(Set<Permission> everywhere, Map<UUID, Set<Permission>> inTeams) {
  public static final Rights NONE = new Rights(Set.of(), Map.of());

  public Rights {
    everywhere = Permission.withImplied(everywhere);
    inTeams =
        inTeams.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, team -> Permission.withImplied(team.getValue())));
  }

  public static Rights of(Role role) {
    return of(role, Map.of());
  }

  /// @param teamRoles the role in each team that the person belongs to
  public static Rights of(Role role, Map<UUID, Role> teamRoles) {
    Map<UUID, Set<Permission>> inTeams = new HashMap<>();
    teamRoles.forEach((team, teamRole) -> inTeams.put(team, teamRole.permissions()));
    return new Rights(role.permissions(), inTeams);
  }

  /// Everything there is, also what only the operator of this installation may.
  public static Rights all() {
    return new Rights(EnumSet.allOf(Permission.class), Map.of());
  }

  public boolean may(Permission permission) {
    return everywhere.contains(permission);
  }

  public boolean may(Permission permission, UUID teamId) {
    return may(permission) || inTeams.getOrDefault(teamId, Set.of()).contains(permission);
  }

  /// Whether holders of these may do everything that `others` allow: the condition for changing
  /// somebody who holds `others`.
  public boolean include(Rights others) {
    return everywhere.containsAll(others.everywhere)
        && others.inTeams.entrySet().stream()
            .allMatch(team -> includeAll(team.getValue(), team.getKey()));
  }

  /// Whether holders of these may give that role in the organization.
  public boolean include(Role role) {
    return everywhere.containsAll(role.permissions());
  }

  /// Whether holders of these may give that role in one team.
  public boolean include(Role role, UUID teamId) {
    return includeAll(role.permissions(), teamId);
  }

  private boolean includeAll(Set<Permission> permissions, UUID teamId) {
    return permissions.stream().allMatch(permission -> may(permission, teamId));
  }

  /// Where the permission is held, for lists that show what one may see.
  public Reach reach(Permission permission) {
    if (may(permission)) {
      return Reach.EVERYWHERE;
    }
    return new Reach(
        false,
        inTeams.entrySet().stream()
            .filter(team -> team.getValue().contains(permission))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
