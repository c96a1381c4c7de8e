package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Makes another member an owner, and lets the owner who does so step down in the same moment.
@ApplicationScoped
public class Ownership {
  private static final int SHOWN_MAX = 500;

  private final Database database;
  private final AuditLog auditLog;

  Ownership(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  /// A member as somebody to choose.
  public record Candidate(UUID id, String name, String email, String role, boolean suspended) {
    public boolean isOwner() {
      return role.equals(Role.OWNER.slug());
    }
  }

  /// What the page shows.
  ///
  /// @param candidates active members who are no owners
  /// @param roles that an owner can step down to
  /// @param mayStepDown whether the person who asks is an owner by membership
  public record Choices(
      List<Candidate> owners, List<Candidate> candidates, List<Role> roles, boolean mayStepDown) {}

  /// @param stepDownTo the role that the actor has afterwards; null to stay an owner
  public record Transfer(UUID userId, @Nullable String stepDownTo, String typedName) {}

  public Choices choices(Actor actor) {
    actor.authorizeOrThrow(Permission.TRANSFER_OWNERSHIP);
    return database
        .of(actor.orgId())
        .read(handle -> {
          List<Candidate> members = members(handle, actor.orgId(), SHOWN_MAX);
          return new Choices(
              members.stream().filter(Candidate::isOwner).toList(),
              members.stream().filter(one -> !one.isOwner() && !one.suspended()).toList(),
              Roles.choices(handle, actor.orgId(), Role.Level.ORGANIZATION).stream()
                  .filter(role -> !role.equals(Role.OWNER))
                  .toList(),
              members.stream().anyMatch(one -> one.isOwner() && isActor(actor, one)));
        });
  }

  /// @return the name of the new owner
  public String transfer(Actor actor, Transfer transfer) {
    actor.authorizeOrThrow(Permission.TRANSFER_OWNERSHIP);
    return database
        .of(actor.orgId())
        .inTransaction(handle -> {
          MemberRows.takeTurns(handle, actor.orgId());
          Organization organization = Suspensions.lock(handle, actor.orgId());
          Deletions.requireName(organization, transfer.typedName());
          List<Candidate> locked = lock(handle, actor.orgId(), transfer.userId());
          Candidate chosen =
              locked.stream()
                  .filter(one -> one.id().equals(transfer.userId()) && !one.isOwner())
                  .filter(one -> !one.suspended())
                  .findFirst()
                  .orElseThrow(() ->
                      new InvalidInputException(
                          "user_id", "Choose an active member who is not an owner yet."));
          setRole(handle, actor.orgId(), chosen.id(), Role.OWNER.slug());
          record(handle, actor, chosen, Role.OWNER.slug());
          if (transfer.stepDownTo() != null) {
            stepDown(handle, actor, locked, transfer.stepDownTo());
          }
          return chosen.name();
        });
  }

  private void stepDown(Handle handle, Actor actor, List<Candidate> locked, String slug) {
    Optional<Candidate> self =
        locked.stream().filter(one -> one.isOwner() && isActor(actor, one)).findFirst();
    Role role =
        Roles.find(handle, actor.orgId(), Role.Level.ORGANIZATION, slug)
            .filter(found -> !found.equals(Role.OWNER))
            .orElseThrow(
                () -> new InvalidInputException("step_down_to", "Choose the role you want then."));
    if (self.isEmpty()) {
      throw new InvalidInputException("step_down_to", "Only an owner can step down.");
    }
    setRole(handle, actor.orgId(), self.get().id(), role.slug());
    record(handle, actor, self.get(), role.slug());
  }

  private void record(Handle handle, Actor actor, Candidate member, String role) {
    ObjectNode details = Json.object().put("name", member.name()).put("email", member.email());
    details.putObject("role").put("before", member.role()).put("after", role);
    auditLog.record(handle, actor, "ownership.transferred", "member " + member.id(), details);
  }

  private static boolean isActor(Actor actor, Candidate member) {
    return actor instanceof Actor.Person person && person.userId().equals(member.id());
  }

  private static void setRole(Handle handle, UUID orgId, UUID userId, String role) {
    handle
        .createUpdate("update members set role = :role where org_id = :orgId and user_id = :userId")
        .bind("role", role)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .execute();
  }

  /// All owners and the one to be, in the order in which everybody locks them.
  private static List<Candidate> lock(Handle handle, UUID orgId, UUID userId) {
    handle
        .createQuery(
            """
            select user_id from members where org_id = :orgId and (role = 'owner' or user_id = :userId)
            order by user_id for update
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .mapTo(UUID.class)
        .list();
    return members(handle, orgId, Integer.MAX_VALUE).stream()
        .filter(one -> one.isOwner() || one.id().equals(userId))
        .toList();
  }

  private static List<Candidate> members(Handle handle, UUID orgId, int most) {
    return handle
        .createQuery(
            """
            select u.id, u.name, u.email, m.role, m.suspended_at is not null as suspended
            from members m join users u on u.id = m.user_id
            where m.org_id = :orgId order by lower(u.name), u.id limit :limit
            """)
        .bind("orgId", orgId)
        .bind("limit", most)
        .map(ConstructorMapper.of(Candidate.class))
        .list();
  }
}
