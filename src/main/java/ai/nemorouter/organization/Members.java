package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Who may enter which organization and with which rights, and changing that.
@ApplicationScoped
public class Members {
  private final Database database;
  private final MemberKeys memberKeys;
  private final Event<Joined> joined;
  private final AuditLog auditLog;

  Members(Database database, MemberKeys memberKeys, Event<Joined> joined, AuditLog auditLog) {
    this.database = database;
    this.memberKeys = memberKeys;
    this.joined = joined;
    this.auditLog = auditLog;
  }

  /// Somebody became a member: whoever has something to set up for them does so in the same
  /// transaction.
  public record Joined(Handle handle, UUID orgId, UUID userId) {}

  /// The person as an actor in the organization: with their roles in it, or as an operator. Empty
  /// for everybody else, and for whom it suspended.
  public Optional<Actor.Person> enter(UUID orgId, SignedIn person, Origin origin) {
    Optional<Rights> rights =
        person.operator()
            ? Optional.of(Rights.all())
            : database.of(orgId).read(handle -> rights(handle, orgId, person.userId()));
    return rights.map(held ->
        new Actor.Person(orgId, person.userId(), person.name(), held, person.operator(), origin));
  }

  /// What a member may do now; empty for strangers and for the suspended.
  Optional<Rights> rights(Handle handle, UUID orgId, UUID userId) {
    return handle
        .createQuery(
            """
            select role from members
            where org_id = :orgId and user_id = :userId and suspended_at is null
            """)
        .bind("orgId", orgId)
        .bind("userId", userId)
        .mapTo(String.class)
        .findOne()
        .map(slug -> MemberRows.rights(handle, orgId, userId, slug));
  }

  /// What the page of a member offers to whoever looks at it.
  ///
  /// @param changeable whether they may change this member
  /// @param last whether this is the last owner who can act, who has to stay
  /// @param self whether they look at themselves
  public record Options(boolean changeable, boolean last, boolean self) {}

  public Options options(Actor actor, UUID userId) {
    boolean self = MemberRules.isSelf(actor, userId);
    if (!self && !actor.may(Permission.VIEW_MEMBERS)) {
      throw new NotFoundException("member");
    }
    return database
        .of(actor.orgId())
        .read(handle -> {
          Member member = MemberRows.findOrThrow(handle, actor.orgId(), userId);
          return new Options(
              actor.may(Permission.CHANGE_MEMBERS) && MemberRules.mayChange(handle, actor, member),
              member.isActiveOwner() && !MemberRows.hasOtherOwner(handle, actor.orgId(), userId),
              self);
        });
  }

  /// By name.
  ///
  /// @param search part of a name or e-mail address; empty for all
  public PageOf<Member> list(Actor actor, String search, int page) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            new PageOf<>(
                MemberRows.page(handle, actor.orgId(), search.strip(), page),
                PageOf.within(page),
                MemberRows.count(handle, actor.orgId(), search.strip())));
  }

  public Member find(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> MemberRows.findOrThrow(handle, actor.orgId(), userId));
  }

  /// The member as one whom the actor may change.
  public Member findForChange(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> {
          Member member = MemberRows.findOrThrow(handle, actor.orgId(), userId);
          MemberRules.requireMayChange(handle, actor, member);
          return member;
        });
  }

  /// All roles that members can have, to choose from in a filter.
  public List<Role> roles(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> Roles.choices(handle, actor.orgId(), Role.Level.ORGANIZATION));
  }

  /// The roles that the actor may give to members.
  public List<Role> grantable(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle -> Roles.choices(handle, actor.orgId(), Role.Level.ORGANIZATION))
        .stream()
        .filter(role -> actor.rights().include(role))
        .toList();
  }

  /// What another role would change for a member.
  ///
  /// @param gained what they may then do in the whole organization and may not now
  /// @param lost what they may no longer do there
  public record Reassignment(
      Member member, Role before, Role after, Set<Permission> gained, Set<Permission> lost) {}

  public Reassignment previewRole(Actor actor, UUID userId, String slug) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return database
        .of(actor.orgId())
        .read(handle ->
            reassignment(
                handle, actor, MemberRows.findOrThrow(handle, actor.orgId(), userId), slug));
  }

  /// Gives a member another role, in force from their next request on.
  public void changeRole(Actor actor, UUID userId, String slug) {
    change(actor, userId, slug, null);
  }

  /// Lets a member do nothing here until somebody ends it: their next request is answered as a
  /// stranger's, and their keys start no call any more on any node.
  public void suspend(Actor actor, UUID userId) {
    change(actor, userId, null, true);
  }

  /// Ends a suspension: the member may do what their role says, and the keys that stopped with it
  /// work again.
  public void unsuspend(Actor actor, UUID userId) {
    change(actor, userId, null, false);
  }

  /// All of it or nothing.
  ///
  /// @param slug their role from now on; null leaves it
  /// @param suspended whether they are from now on; null leaves it
  public void change(Actor actor, UUID userId, @Nullable String slug, @Nullable Boolean suspended) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          Member member = MemberRows.lockOrThrow(handle, actor.orgId(), userId);
          MemberRules.requireMayChange(handle, actor, member);
          if (slug != null) {
            changeRole(handle, actor, member, slug);
          }
          if (suspended != null && suspended != member.isSuspended()) {
            if (suspended) {
              requireSuspendable(
                  handle, actor, MemberRows.findOrThrow(handle, actor.orgId(), userId));
            }
            stand(handle, actor, member, suspended);
          }
        });
  }

  /// For use cases that decide on the role of somebody as part of their own transaction.
  ///
  /// @throws InvalidInputException for the last owner who can act
  public void assign(Handle handle, Actor actor, UUID userId, String slug) {
    assign(handle, actor, MemberRows.lockOrThrow(handle, actor.orgId(), userId), slug);
  }

  private void changeRole(Handle handle, Actor actor, Member member, String slug) {
    String after = reassignment(handle, actor, member, slug).after().slug();
    if (!after.equals(member.role())) {
      assign(handle, actor, member, after);
    }
  }

  private void assign(Handle handle, Actor actor, Member member, String slug) {
    MemberRules.requireAnotherOwner(handle, actor.orgId(), member);
    handle
        .createUpdate("update members set role = :role where org_id = :orgId and user_id = :userId")
        .bind("role", slug)
        .bind("orgId", actor.orgId())
        .bind("userId", member.userId())
        .execute();
    ObjectNode details = about(member);
    details.putObject("role").put("before", member.role()).put("after", slug);
    if (member.isManaged()) {
      details.put("by", "single sign-on");
    }
    auditLog.record(handle, actor, "member.role_changed", "member " + member.userId(), details);
  }

  private static void requireSuspendable(Handle handle, Actor actor, Member member) {
    if (MemberRules.isSelf(actor, member.userId())) {
      throw new InvalidInputException(
          "member", "You cannot suspend yourself. Leave the organization instead.");
    }
    MemberRules.requireAnotherOwner(handle, actor.orgId(), member);
  }

  /// Makes the person a member of the organization unless they are one already; an existing member
  /// keeps their role.
  public void ensure(Handle handle, UUID orgId, UUID userId, Role role) {
    int added =
        handle
            .createUpdate(
                """
                insert into members (org_id, user_id, role) values (:orgId, :userId, :role)
                on conflict do nothing
                """)
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("role", role.slug())
            .execute();
    if (added == 1) {
      joined.fire(new Joined(handle, orgId, userId));
    }
  }

  private void stand(Handle handle, Actor actor, Member member, boolean suspended) {
    handle
        .createUpdate(
            """
            update members set suspended_at = case when :suspended then now() end
            where org_id = :orgId and user_id = :userId
            """)
        .bind("suspended", suspended)
        .bind("orgId", actor.orgId())
        .bind("userId", member.userId())
        .execute();
    int followed = memberKeys.follow(handle, actor.orgId(), member.userId());
    auditLog.record(
        handle,
        actor,
        suspended ? "member.suspended" : "member.unsuspended",
        "member " + member.userId(),
        about(member).put(suspended ? "keys_stopped" : "keys_resumed", followed));
  }

  private static Reassignment reassignment(Handle handle, Actor actor, Member member, String slug) {
    MemberRules.requireMayChange(handle, actor, member);
    if (member.isManaged()) {
      throw new InvalidInputException(
          "role", "Single sign-on decides on this member's role. Change it there.");
    }
    Role before = Roles.orNone(handle, actor.orgId(), Role.Level.ORGANIZATION, member.role());
    Role after = MemberRules.grantableOrThrow(handle, actor, slug);
    return new Reassignment(
        member,
        before,
        after,
        difference(after.permissions(), before.permissions()),
        difference(before.permissions(), after.permissions()));
  }

  private static Set<Permission> difference(Set<Permission> all, Set<Permission> without) {
    Set<Permission> rest = EnumSet.noneOf(Permission.class);
    rest.addAll(all);
    rest.removeAll(without);
    return rest;
  }

  private static ObjectNode about(Member member) {
    return Json.object().put("name", member.name()).put("email", member.email());
  }
}
