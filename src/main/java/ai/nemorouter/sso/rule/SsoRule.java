package ai.nemorouter.sso.rule;

import ai.nemorouter.access.Role;
import ai.nemorouter.sso.provider.Claims;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a value of a claim means in an organization.
///
/// @param teamId the team in which the role is held; null for the whole organization
/// @param role the slug of a role
/// @param rank of that role, from 0 for the one that may most
public record SsoRule(
    UUID id,
    Claims.Kind claim,
    String value,
    @Nullable UUID teamId,
    @Nullable String teamName,
    String role,
    String roleName,
    int rank,
    Instant createdAt) {

  /// The roles that a person is to have in an organization; a person without a role is not a
  /// member.
  ///
  /// @param role in the organization
  /// @param inTeams the role in each team
  public record Wanted(Optional<String> role, Map<UUID, String> inTeams) {
    public Wanted {
      inTeams = Map.copyOf(inTeams);
    }
  }

  /// Of the role that it gives.
  Role.Level level() {
    return teamId == null ? Role.Level.ORGANIZATION : Role.Level.TEAM;
  }

  /// The same with another role.
  public SsoRule giving(String otherRole) {
    return new SsoRule(id, claim, value, teamId, teamName, otherRole, roleName, rank, createdAt);
  }

  /// For pages: what it gives.
  public String gives() {
    return teamName == null ? roleName : roleName + " in " + teamName;
  }

  /// Of several rules that match, the strongest role counts, in the organization and in each team.
  ///
  /// @param matching the rules whose value the person has
  /// @param otherwise the role where no rule names one; a role in a team makes one a member of the
  ///   organization in any case
  public static Wanted wanted(
      Collection<SsoRule> matching, Optional<String> otherwise, String memberOfTeam) {
    Map<UUID, SsoRule> inTeams = new HashMap<>();
    SsoRule strongest = null;
    for (SsoRule rule : matching) {
      UUID team = rule.teamId();
      if (team != null) {
        inTeams.merge(team, rule, SsoRule::stronger);
      } else {
        strongest = strongest == null ? rule : stronger(strongest, rule);
      }
    }
    Map<UUID, String> roles = new HashMap<>();
    inTeams.forEach((team, rule) -> roles.put(team, rule.role()));
    Optional<String> role =
        strongest != null
            ? Optional.of(strongest.role())
            : otherwise.or(() -> roles.isEmpty() ? Optional.empty() : Optional.of(memberOfTeam));
    return new Wanted(role, roles);
  }

  private static SsoRule stronger(SsoRule one, SsoRule other) {
    return one.rank() <= other.rank() ? one : other;
  }
}
