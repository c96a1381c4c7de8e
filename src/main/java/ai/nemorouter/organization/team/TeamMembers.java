package ai.nemorouter.organization.team;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.member.Member;
import ai.nemorouter.organization.member.MemberKeys;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.MemberRows;
import ai.nemorouter.organization.member.MemberRules;
import ai.nemorouter.organization.member.OwnedKeys;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who belongs to a team and as what. Leads of a team decide on it alone, with members that the
/// organization has already, and give no more than they may do in it themselves.
@ForActor
@ApplicationScoped
public class TeamMembers {
  private static final int SHOWN_MAX = 1000;

  private final TeamMemberRows rows;
  private final TeamMemberQueries queries;
  private final MemberRows memberRows;
  private final MemberRules rules;
  private final Roles roles;
  private final Teams teams;
  private final MemberRemoval departures;
  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  TeamMembers(
      TeamMemberRows rows,
      TeamMemberQueries queries,
      MemberRows memberRows,
      MemberRules rules,
      Roles roles,
      Teams teams,
      MemberRemoval departures,
      MemberKeys memberKeys,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.memberRows = memberRows;
    this.rules = rules;
    this.roles = roles;
    this.teams = teams;
    this.departures = departures;
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// A member who could be added.
  public record Candidate(UUID id, String name, String email) {}

  /// What a form about people of a team chooses from.
  ///
  /// @param roles those that the actor may give
  public record Choices(List<Candidate> candidates, List<Role> roles) {}

  /// A member as a list of a team shows them.
  ///
  /// @param changeable whether the person who looks may change their place in the team
  public record Listed(TeamMember member, boolean changeable) {}

  /// By name. A team that the actor may not see is not there.
  ///
  /// @param query searches names and e-mail addresses
  public PageOf<Listed> list(Actor actor, UUID teamId, ListQuery query) {
    if (!actor.reachOrThrow(Permission.VIEW_TEAMS).covers(teamId)) {
      throw new NotFoundException("team");
    }
    PageOf<TeamMember> people = rows.page(actor.orgId(), teamId, query);
    Map<String, Role> known =
        roles.choices(actor.orgId(), Role.Level.TEAM).stream()
            .collect(Collectors.toMap(Role::slug, role -> role));
    List<Listed> listed =
        people.items().stream()
            .map(member ->
                new Listed(
                    member,
                    !member.isManaged()
                        && actor.may(Permission.CHANGE_TEAM_MEMBERS, teamId)
                        && mayGive(actor, teamId, known.get(member.role()))))
            .toList();
    return new PageOf<>(listed, people.number(), people.found());
  }

  private static boolean mayGive(Actor actor, UUID teamId, @Nullable Role role) {
    return role == null || actor.rights().include(role, teamId);
  }

  /// A member of the team, if the actor may change them.
  public TeamMember findForChange(Actor actor, UUID teamId, UUID userId) {
    authorize(actor, teamId);
    return changeableOrThrow(actor, teamId, userId);
  }

  /// The team, for a form about its people.
  public Team findTeam(Actor actor, UUID teamId) {
    authorize(actor, teamId);
    return teams.getOrThrow(teamId);
  }

  /// The members that one could add, and the roles that one could give.
  public Choices choices(Actor actor, UUID teamId) {
    authorize(actor, teamId);
    return new Choices(
        rows.candidates(actor.orgId(), teamId, SHOWN_MAX),
        roles.choices(actor.orgId(), Role.Level.TEAM).stream()
            .filter(role -> actor.rights().include(role, teamId))
            .toList());
  }

  /// Adds a member of the organization to a team.
  ///
  /// @param person an id, or an e-mail address in any case
  /// @param slug of a role in teams
  public UUID add(Actor actor, UUID teamId, String person, String slug) {
    authorize(actor, teamId);
    String team = teams.requireOpen(actor.orgId(), teamId);
    Candidate candidate =
        rows.candidate(actor.orgId(), person.strip())
            .orElseThrow(() ->
                new InvalidInputException(
                    "person", "Choose a member of the organization who is not suspended."));
    Role role = rules.grantableOrThrow(actor, teamId, slug);
    if (queries.insert(actor.orgId(), teamId, candidate.id(), role.slug(), Member.LOCAL) == 0) {
      throw new InvalidInputException(
          "person", candidate.name() + " belongs to this team already.");
    }
    ObjectNode details = about(team, candidate.name(), candidate.email());
    details.put("role", role.slug());
    record(actor, "team_member.added", candidate.id(), details);
    return candidate.id();
  }

  /// For setups that put a member into a team as part of their own transaction. Changes nothing for
  /// a person who is in it already.
  public void ensure(UUID orgId, UUID teamId, UUID userId, Role role) {
    queries.insert(orgId, teamId, userId, role.slug(), Member.LOCAL);
  }

  /// Gives a member another role in a team, in force from their next request on.
  public void changeRole(Actor actor, UUID teamId, UUID userId, String slug) {
    authorize(actor, teamId);
    String team = teams.requireOpen(actor.orgId(), teamId);
    TeamMember member = changeableOrThrow(actor, teamId, userId);
    Role role = rules.grantableOrThrow(actor, teamId, slug);
    if (role.slug().equals(member.role())) {
      return;
    }
    queries.assign(actor.orgId(), teamId, userId, role.slug(), member.source());
    ObjectNode details = about(team, member.name(), member.email());
    details.putObject("role").put("before", member.role()).put("after", role.slug());
    record(actor, "team_member.role_changed", userId, details);
  }

  /// For the page that asks before a member leaves a team.
  public MemberRemoval.Leaver preview(Actor actor, UUID teamId, UUID userId) {
    authorize(actor, teamId);
    changeableOrThrow(actor, teamId, userId);
    return departures.leaver(
        actor, memberRows.getOrThrow(actor.orgId(), userId), Optional.of(teamId));
  }

  /// Takes a member out of a team. Their keys in it do what was chosen; those in other teams stay.
  public void remove(Actor actor, UUID teamId, UUID userId, OwnedKeys choice) {
    authorize(actor, teamId);
    Member person = memberRows.lockOrThrow(actor.orgId(), userId);
    TeamMember member = changeableOrThrow(actor, teamId, userId);
    List<MemberKeys.Unrevoked> keys =
        memberKeys.ownedBy(actor.orgId(), userId, Optional.of(teamId));
    String outcome = departures.settle(actor, person, keys, choice, "owner left the team");
    queries.delete(actor.orgId(), teamId, userId, member.source());
    ObjectNode details = about(teams.getOrThrow(teamId).name(), member.name(), member.email());
    details.put("role", member.role());
    record(actor, "team_member.removed", userId, MemberRemoval.withKeys(details, keys, outcome));
  }

  /// The people of a team that is not one's own are as little there as the team.
  private static void authorize(Actor actor, UUID teamId) {
    if (!actor.rights().reach(Permission.VIEW_TEAMS).covers(teamId)
        && !actor.may(Permission.CHANGE_TEAM_MEMBERS, teamId)
        && actor.mayAnywhere(Permission.CHANGE_TEAM_MEMBERS)) {
      throw new NotFoundException("team");
    }
    actor.authorizeOrThrow(Permission.CHANGE_TEAM_MEMBERS, teamId);
  }

  /// A member of the team, if this actor may change them.
  private TeamMember changeableOrThrow(Actor actor, UUID teamId, UUID userId) {
    TeamMember member = rows.getOrThrow(actor.orgId(), teamId, userId);
    if (member.isManaged()) {
      throw new InvalidInputException(
          "person",
          "Single sign-on decides on " + member.name() + "'s place in this team. Change it there.");
    }
    Role role = roles.orNone(actor.orgId(), Role.Level.TEAM, member.role());
    if (!actor.rights().include(role, teamId)) {
      throw new ForbiddenException(
          member.name() + " may do more in this team than you. Ask an owner of the organization.");
    }
    return member;
  }

  private static ObjectNode about(String team, String name, String email) {
    return Json.object().put("team", team).put("name", name).put("email", email);
  }

  private void record(Actor actor, String action, UUID userId, ObjectNode details) {
    auditLog.record(actor, action, "member " + userId, details);
  }
}
