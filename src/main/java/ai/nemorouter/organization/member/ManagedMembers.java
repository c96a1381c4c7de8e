package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.team.TeamMemberQueries;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The places of people in organizations and teams as single sign-on decides on them. What people
/// gave one another it does not touch. All of it is part of a transaction that has authorized what
/// it does, and it refuses by its answer, so that the rest of the sign-in goes on.
@ForActor
@ApplicationScoped
public class ManagedMembers {
  private final MemberRows rows;
  private final MemberQueries queries;
  private final MemberRules rules;
  private final TeamMemberQueries inTeams;
  private final Members members;
  private final MemberRemoval departures;
  private final MemberKeys memberKeys;
  private final AuditLog auditLog;

  ManagedMembers(
      MemberRows rows,
      MemberQueries queries,
      MemberRules rules,
      TeamMemberQueries inTeams,
      Members members,
      MemberRemoval departures,
      MemberKeys memberKeys,
      AuditLog auditLog) {
    this.rows = rows;
    this.queries = queries;
    this.rules = rules;
    this.inTeams = inTeams;
    this.members = members;
    this.departures = departures;
    this.memberKeys = memberKeys;
    this.auditLog = auditLog;
  }

  /// A person's role in an organization.
  ///
  /// @param managed whether single sign-on gave it
  public record Place(String role, boolean managed) {}

  /// The organizations that a person is a member of. To be asked across organizations.
  public Map<UUID, Place> of(UUID userId) {
    return queries.of(userId).stream()
        .collect(
            Collectors.toMap(
                MemberQueries.Membership::orgId,
                found -> new Place(found.role(), found.source().equals(Member.SSO))));
  }

  /// The ids of all members, from single sign-on or by invitation.
  public List<UUID> people(UUID orgId) {
    return queries.people(orgId);
  }

  /// Whether single sign-on put the person into the organization or one of its teams.
  public boolean isManaged(UUID orgId, UUID userId) {
    return queries.managed(orgId, userId) > 0;
  }

  /// Makes the person a member.
  public void join(Actor actor, UUID userId, String role) {
    members.ensure(actor.orgId(), userId, role, Member.SSO);
    ObjectNode details = Json.object().put("by", "single sign-on");
    details.putObject("role").putNull("before").put("after", role);
    auditLog.record(actor, "member.joined", "member " + userId, details);
  }

  /// Gives a member another role.
  ///
  /// @return false for the last owner who can act, who keeps theirs
  public boolean changeRole(Actor actor, UUID userId, String role) {
    Member member = rows.lockOrThrow(actor.orgId(), userId);
    if (rules.isLastOwner(actor.orgId(), member)) {
      return false;
    }
    members.assign(actor, member, role);
    return true;
  }

  /// Ends a membership.
  ///
  /// @return false for the last owner who can act, who stays
  public boolean remove(Actor actor, UUID userId, OwnedKeys choice) {
    if (rules.isLastOwner(actor.orgId(), rows.lockOrThrow(actor.orgId(), userId))) {
      return false;
    }
    departures.remove(actor, userId, choice);
    return true;
  }

  /// The roles that single sign-on gave the person, for each team.
  public Map<UUID, String> teamRoles(UUID orgId, UUID userId) {
    return inTeams.of(orgId, userId).stream()
        .filter(found -> found.source().equals(Member.SSO))
        .collect(
            Collectors.toMap(TeamMemberQueries.TeamRole::teamId, TeamMemberQueries.TeamRole::role));
  }

  /// Gives a member a role in a team, unless people here gave them one already.
  ///
  /// @param before the role that single sign-on gave them there earlier; null for none
  public void giveInTeam(
      Actor actor, UUID userId, UUID teamId, @Nullable String before, String role) {
    UUID orgId = actor.orgId();
    if (inTeams.assign(orgId, teamId, userId, role, Member.SSO) == 1
        || inTeams.insert(orgId, teamId, userId, role, Member.SSO) == 1) {
      record(actor, userId, teamId, before, role);
    }
  }

  /// Takes a member out of a team that single sign-on put them into.
  ///
  /// @param choice what becomes of the keys that they own in it
  public void takeFromTeam(Actor actor, UUID userId, UUID teamId, String role, OwnedKeys choice) {
    List<MemberKeys.Unrevoked> keys =
        memberKeys.ownedBy(actor.orgId(), userId, Optional.of(teamId));
    Member member = rows.getOrThrow(actor.orgId(), userId);
    departures.settle(actor, member, keys, choice, "owner left the team");
    inTeams.delete(actor.orgId(), teamId, userId, Member.SSO);
    record(actor, userId, teamId, role, null);
  }

  private void record(
      Actor actor, UUID userId, UUID teamId, @Nullable String before, @Nullable String after) {
    ObjectNode details = Json.object().put("by", "single sign-on").put("team", teamId.toString());
    details.putObject("role").put("before", before).put("after", after);
    auditLog.record(actor, "team_member.changed", "member " + userId, details);
  }
}
