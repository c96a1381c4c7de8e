package ai.nemorouter.organization.member;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who may enter which organization and with which rights, and changing that.
@ForActor
@ApplicationScoped
public class Members {
  private final Database database;
  private final MemberRows rows;
  private final MemberQueries queries;
  private final MemberRules rules;
  private final Roles roles;
  private final MemberKeys memberKeys;
  private final Event<Joined> joined;
  private final Event<MemberRemoval.Left> left;
  private final AuditLog auditLog;

  Members(
      Database database,
      MemberRows rows,
      MemberQueries queries,
      MemberRules rules,
      Roles roles,
      MemberKeys memberKeys,
      Event<Joined> joined,
      Event<MemberRemoval.Left> left,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.queries = queries;
    this.rules = rules;
    this.roles = roles;
    this.memberKeys = memberKeys;
    this.joined = joined;
    this.left = left;
    this.auditLog = auditLog;
  }

  /// A person became a member: observers set up what they have for members in the same transaction.
  public record Joined(UUID orgId, UUID userId) {}

  /// The person as an actor in the organization: with their roles in it, or as an operator. Empty
  /// for everyone else, and for members whom it suspended.
  public Optional<Actor.Person> enter(UUID orgId, SignedIn person, Origin origin) {
    Optional<Rights> rights =
        person.operator()
            ? Optional.of(Rights.all())
            : database.inOrganization(orgId, () -> rules.rights(orgId, person.userId()));
    return rights.map(held ->
        new Actor.Person(orgId, person.userId(), person.name(), held, person.operator(), origin));
  }

  /// A member as an actor in something that they allowed before and that runs without them, with
  /// the rights that they have at this moment. Empty for strangers, and for members whom the
  /// organization suspended.
  public Optional<Actor.Person> represent(UUID orgId, UUID userId, Origin origin) {
    return database.joining(
        orgId,
        () ->
            rules
                .rights(orgId, userId)
                .map(held ->
                    new Actor.Person(
                        orgId,
                        userId,
                        rows.getOrThrow(orgId, userId).name(),
                        held,
                        false,
                        origin)));
  }

  /// What the page of a member offers to the person who looks at it.
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
    Member member = rows.getOrThrow(actor.orgId(), userId);
    return new Options(
        actor.may(Permission.CHANGE_MEMBERS) && rules.mayChange(actor, member),
        rules.isLastOwner(actor.orgId(), member),
        self);
  }

  /// By name.
  ///
  /// @param query searches names and e-mail addresses
  public PageOf<Member> list(Actor actor, ListQuery query) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return rows.page(actor.orgId(), query);
  }

  public Member find(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return rows.getOrThrow(actor.orgId(), userId);
  }

  /// The member, if the actor may change them.
  public Member findForChange(Actor actor, UUID userId) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    Member member = rows.getOrThrow(actor.orgId(), userId);
    rules.requireMayChange(actor, member);
    return member;
  }

  /// All roles that members can have, to choose from in a filter.
  public List<Role> roles(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_MEMBERS);
    return roles.choices(actor.orgId(), Role.Level.ORGANIZATION);
  }

  /// The roles that the actor may give to members.
  public List<Role> grantable(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_MEMBERS);
    return roles.choices(actor.orgId(), Role.Level.ORGANIZATION).stream()
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
    return reassignment(actor, rows.getOrThrow(actor.orgId(), userId), slug);
  }

  /// Gives a member another role, in force from their next request on.
  public void changeRole(Actor actor, UUID userId, String slug) {
    change(actor, userId, slug, null);
  }

  /// Lets a member do nothing here until that is ended: their next request is answered as a
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
    Member member = rows.lockOrThrow(actor.orgId(), userId);
    rules.requireMayChange(actor, member);
    if (slug != null) {
      changeRole(actor, member, slug);
    }
    if (suspended != null && suspended != member.isSuspended()) {
      if (suspended) {
        requireSuspendable(actor, rows.getOrThrow(actor.orgId(), userId));
      }
      stand(actor, member, suspended);
    }
  }

  private void changeRole(Actor actor, Member member, String slug) {
    String after = reassignment(actor, member, slug).after().slug();
    if (!after.equals(member.role())) {
      rules.requireAnotherOwner(actor.orgId(), member);
      assign(actor, member, after);
    }
  }

  /// As part of a transaction in which it is the member's turn.
  void assign(Actor actor, Member member, String slug) {
    queries.assign(actor.orgId(), member.userId(), slug);
    ObjectNode details = about(member);
    details.putObject("role").put("before", member.role()).put("after", slug);
    if (member.isManaged()) {
      details.put("by", "single sign-on");
    }
    auditLog.record(actor, "member.role_changed", "member " + member.userId(), details);
  }

  private void requireSuspendable(Actor actor, Member member) {
    if (MemberRules.isSelf(actor, member.userId())) {
      throw new InvalidInputException(
          "member", "You cannot suspend yourself. Leave the organization instead.");
    }
    rules.requireAnotherOwner(actor.orgId(), member);
  }

  /// Makes the person a member of the organization unless they are one already; an existing member
  /// keeps their role.
  public void ensure(UUID orgId, UUID userId, Role role) {
    ensure(orgId, userId, role.slug(), Member.LOCAL);
  }

  /// @param source who puts them there
  void ensure(UUID orgId, UUID userId, String role, String source) {
    if (queries.insert(orgId, userId, role, source) == 1) {
      joined.fire(new Joined(orgId, userId));
    }
  }

  /// For accounts that are being closed: ends all memberships of the person, as part of a
  /// transaction across organizations.
  public void endAll(UUID userId) {
    for (MemberQueries.Membership place : queries.of(userId)) {
      left.fire(new MemberRemoval.Left(new Actor.Setup(place.orgId()), userId));
    }
    queries.deleteAll(userId);
  }

  private void stand(Actor actor, Member member, boolean suspended) {
    if (suspended) {
      queries.suspend(actor.orgId(), member.userId());
    } else {
      queries.unsuspend(actor.orgId(), member.userId());
    }
    int followed = memberKeys.follow(actor.orgId(), member.userId());
    auditLog.record(
        actor,
        suspended ? "member.suspended" : "member.unsuspended",
        "member " + member.userId(),
        about(member).put(suspended ? "keys_stopped" : "keys_resumed", followed));
  }

  private Reassignment reassignment(Actor actor, Member member, String slug) {
    rules.requireMayChange(actor, member);
    if (member.isManaged()) {
      throw new InvalidInputException(
          "role", "Single sign-on decides on this member's role. Change it there.");
    }
    Role before = roles.orNone(actor.orgId(), Role.Level.ORGANIZATION, member.role());
    Role after = rules.grantableOrThrow(actor, slug);
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
