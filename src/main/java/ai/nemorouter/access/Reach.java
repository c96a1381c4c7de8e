package ai.nemorouter.access;

import java.util.Set;
import java.util.UUID;

/// How far a permission goes: over the whole organization, or over some of its teams. In SQL it is
/// the condition `(:everywhere or team_id = any(:teams))`.
///
/// @param teams where not everywhere; may be empty
public record Reach(boolean everywhere, Set<UUID> teams) {
  public static final Reach EVERYWHERE = new Reach(true, Set.of());

  public Reach {
    teams = Set.copyOf(teams);
  }

  public boolean covers(UUID teamId) {
    return everywhere || teams.contains(teamId);
  }

  /// Whether there is nothing within it.
  public boolean isNowhere() {
    return !everywhere && teams.isEmpty();
  }

  /// For an SQL parameter.
  public UUID[] teamIds() {
    return teams.toArray(UUID[]::new);
  }
}
