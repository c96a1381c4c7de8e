package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.InvalidInputException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// What holds whoever asks: nobody changes those who may do more, and an organization always has an
/// owner who can act.
final class MemberRules {
  private MemberRules() {}

  /// @throws ForbiddenException if the member may do something that the actor may not
  static void requireMayChange(Handle handle, Actor actor, Member member) {
    if (!mayChange(handle, actor, member)) {
      throw new ForbiddenException(
          member.name() + " may do more here than you. Ask an owner of the organization.");
    }
  }

  static boolean mayChange(Handle handle, Actor actor, Member member) {
    return actor
        .rights()
        .include(MemberRows.rights(handle, actor.orgId(), member.userId(), member.role()));
  }

  /// To be asked in one's turn, before an owner stops being one.
  static void requireAnotherOwner(Handle handle, UUID orgId, Member member) {
    if (member.isActiveOwner() && !MemberRows.hasOtherOwner(handle, orgId, member.userId())) {
      throw new InvalidInputException(
          "member",
          member.name()
              + " is the last owner of this organization who can act. Make somebody else an owner first.");
    }
  }

  /// A role that the actor may give in the whole organization.
  ///
  /// @throws ForbiddenException if it lets one do what the actor may not
  static Role grantableOrThrow(Handle handle, Actor actor, String slug) {
    Role role = roleOrThrow(handle, actor.orgId(), Role.Level.ORGANIZATION, slug);
    if (!actor.rights().include(role)) {
      throw tooMuch(role);
    }
    return role;
  }

  /// A role that the actor may give in one team.
  ///
  /// @throws ForbiddenException if it lets one do what the actor may not there
  static Role grantableOrThrow(Handle handle, Actor actor, UUID teamId, String slug) {
    Role role = roleOrThrow(handle, actor.orgId(), Role.Level.TEAM, slug);
    if (!actor.rights().include(role, teamId)) {
      throw tooMuch(role);
    }
    return role;
  }

  /// Roles that an organization defined cannot be deleted while they are being given.
  private static Role roleOrThrow(Handle handle, UUID orgId, Role.Level level, String slug) {
    handle
        .createQuery("select 1 from roles where org_id = :orgId and slug = :slug for key share")
        .bind("orgId", orgId)
        .bind("slug", slug)
        .mapTo(Integer.class)
        .findOne();
    return Roles.find(handle, orgId, level, slug)
        .orElseThrow(
            () -> new InvalidInputException("role", "There is no such role. Choose another."));
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
