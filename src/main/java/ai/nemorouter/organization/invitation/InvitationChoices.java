package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/// What the form that invites people chooses from: only what the inviter may give.
@ForActor
@ApplicationScoped
public class InvitationChoices {
  private static final int TEAMS_MAX = 500;

  private final TeamRows teams;
  private final Roles roles;

  InvitationChoices(TeamRows teams, Roles roles) {
    this.teams = teams;
    this.roles = roles;
  }

  public record Offered(List<Role> roles, List<TeamChoice> teams, List<Role> teamRoles) {}

  public record TeamChoice(UUID id, String name) {}

  public Offered offered(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return new Offered(
        givable(actor, Role.Level.ORGANIZATION),
        actor.may(Permission.CHANGE_TEAM_MEMBERS) ? teams.choices(TEAMS_MAX) : List.of(),
        givable(actor, Role.Level.TEAM));
  }

  private List<Role> givable(Actor actor, Role.Level level) {
    return roles.choices(actor.orgId(), level).stream()
        .filter(role -> actor.rights().include(role))
        .toList();
  }
}
