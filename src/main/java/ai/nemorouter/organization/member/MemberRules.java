package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.organization.team.TeamMemberQueries;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// What members may do, and what holds for every change of them: people change only those who may
/// do no more than they may, and an organization always has an owner who can act.
@ApplicationScoped
public class MemberRules {
  private final MemberRows rows;
  private final MemberQueries queries;
  private final TeamMemberQueries inTeams;
  private final Roles roles;

  MemberRules(MemberRows rows, MemberQueries queries, TeamMemberQueries inTeams, Roles roles) {
    this.rows = rows;
    this.queries = queries;
    this.inTeams = inTeams;
    this.roles = roles;
  }

  /// What a person may do now; empty for strangers and for the suspended.
  public Optional<Rights> rights(UUID orgId, UUID userId) {
    return queries.activeRole(orgId, userId).stream()
        .findFirst()
        .map(slug -> rights(orgId, userId, slug));
  }

  /// What a member may do, or could while not suspended.
  private Rights rights(UUID orgId, UUID userId, String role) {
    return Rights.of(
        roles.orNone(orgId, Role.Level.ORGANIZATION, role),
        roles.inTeams(
            orgId,
            inTeams.of(orgId, userId).stream()
                .collect(
                    Collectors.toMap(
                        TeamMemberQueries.TeamRole::teamId, TeamMemberQueries.TeamRole::role))));
  }

  /// @throws ForbiddenException if the member may do something that the actor may not
  void requireMayChange(Actor actor, Member member) {
    if (!mayChange(actor, member)) {
      throw new ForbiddenException(
          member.name() + " may do more here than you. Ask an owner of the organization.");
    }
  }

  boolean mayChange(Actor actor, Member member) {
    return actor.rights().include(rights(actor.orgId(), member.userId(), member.role()));
  }

  /// Whether the organization has no other owner who can act. To be asked in one's turn.
  boolean isLastOwner(UUID orgId, Member member) {
    return member.isActiveOwner() && !rows.hasOtherOwner(orgId, member.userId());
  }

  /// To be asked in one's turn, before an owner stops being one.
  void requireAnotherOwner(UUID orgId, Member member) {
    if (isLastOwner(orgId, member)) {
      throw new InvalidInputException(
          "member",
          member.name()
              + " is the last active owner of this organization. Make another member an owner first.");
    }
  }

  /// A role that the actor may give in the whole organization.
  ///
  /// @throws ForbiddenException if it lets one do what the actor may not
  public Role grantableOrThrow(Actor actor, String slug) {
    Role role = roles.keepOrThrow(actor.orgId(), Role.Level.ORGANIZATION, slug);
    if (!actor.rights().include(role)) {
      throw tooMuch(role);
    }
    return role;
  }

  /// A role that the actor may give in one team.
  ///
  /// @throws ForbiddenException if it lets one do what the actor may not there
  public Role grantableOrThrow(Actor actor, UUID teamId, String slug) {
    Role role = roles.keepOrThrow(actor.orgId(), Role.Level.TEAM, slug);
    if (!actor.rights().include(role, teamId)) {
      throw tooMuch(role);
    }
    return role;
  }

  private static ForbiddenException tooMuch(Role role) {
    return new ForbiddenException(
        "The role %s lets one do more than you may, so you cannot give it. Ask an owner of the organization."
            .formatted(role.name()));
  }

  static boolean isSelf(Actor actor, UUID userId) {
    return actor instanceof Actor.Person person && person.userId().equals(userId);
  }
}
