package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.Deletions;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.OrganizationRows;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes another member an owner, and lets the owner who does so step down in the same moment.
@ForActor
@ApplicationScoped
public class Ownership {
  private static final int SHOWN_MAX = 500;

  private final Database database;
  private final OrganizationRows organizations;
  private final MemberRows rows;
  private final MemberQueries queries;
  private final Roles roles;
  private final AuditLog auditLog;

  Ownership(
      Database database,
      OrganizationRows organizations,
      MemberRows rows,
      MemberQueries queries,
      Roles roles,
      AuditLog auditLog) {
    this.database = database;
    this.organizations = organizations;
    this.rows = rows;
    this.queries = queries;
    this.roles = roles;
    this.auditLog = auditLog;
  }

  /// What the page shows.
  ///
  /// @param candidates active members who are no owners
  /// @param roles that an owner can step down to
  /// @param mayStepDown whether the person who asks is an owner by membership
  public record Choices(
      List<Member> owners, List<Member> candidates, List<Role> roles, boolean mayStepDown) {}

  /// @param stepDownTo the role that the actor has afterwards; null to stay an owner
  public record Transfer(UUID userId, @Nullable String stepDownTo, String typedName) {}

  public Choices choices(Actor actor) {
    actor.authorizeOrThrow(Permission.TRANSFER_OWNERSHIP);
    List<Member> members = rows.all(actor.orgId(), SHOWN_MAX);
    return new Choices(
        members.stream().filter(Member::isOwner).toList(),
        members.stream().filter(one -> !one.isOwner() && !one.isSuspended()).toList(),
        roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
            .filter(role -> !role.equals(Role.OWNER))
            .toList(),
        members.stream().anyMatch(one -> one.isOwner() && MemberRules.isSelf(actor, one.userId())));
  }

  /// @return the name of the new owner
  public String transfer(Actor actor, Transfer transfer) {
    actor.authorizeOrThrow(Permission.TRANSFER_OWNERSHIP);
    rows.lockForCreation(actor.orgId());
    Organization organization = organizations.lockOrThrow(actor.orgId(), database.now()).shown();
    Deletions.requireName(organization, transfer.typedName());
    List<Member> locked = rows.lockOwnersAnd(actor.orgId(), transfer.userId());
    Member chosen =
        locked.stream()
            .filter(one -> one.userId().equals(transfer.userId()) && !one.isOwner())
            .filter(one -> !one.isSuspended())
            .findFirst()
            .orElseThrow(() ->
                new InvalidInputException(
                    "user_id", "Choose an active member who is not an owner yet."));
    assign(actor, chosen, Role.OWNER);
    if (transfer.stepDownTo() != null) {
      stepDown(actor, locked, transfer.stepDownTo());
    }
    return chosen.name();
  }

  private void stepDown(Actor actor, List<Member> locked, String slug) {
    Optional<Member> self =
        locked.stream()
            .filter(one -> one.isOwner() && MemberRules.isSelf(actor, one.userId()))
            .findFirst();
    Role role =
        roles
            .find(actor.orgId(), Role.Level.ORGANIZATION, slug)
            .filter(found -> !found.equals(Role.OWNER))
            .orElseThrow(
                () -> new InvalidInputException("step_down_to", "Choose the role you want then."));
    if (self.isEmpty()) {
      throw new InvalidInputException("step_down_to", "Only an owner can step down.");
    }
    assign(actor, self.get(), role);
  }

  private void assign(Actor actor, Member member, Role role) {
    queries.assign(actor.orgId(), member.userId(), role.slug());
    ObjectNode details = Json.object().put("name", member.name()).put("email", member.email());
    details.putObject("role").put("before", member.role()).put("after", role.slug());
    auditLog.record(actor, "ownership.transferred", "member " + member.userId(), details);
  }
}
