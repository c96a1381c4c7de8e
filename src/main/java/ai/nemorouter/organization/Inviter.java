package ai.nemorouter.organization;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Who invited somebody, as the invitation remembers it.
///
/// @param kind as the audit log calls actors
record Inviter(String kind, @Nullable UUID id) {
  private static final String MEMBER = "member";
  private static final String OPERATOR = "operator";
  private static final String AUTOMATION = "automation";
  private static final String SETUP = "setup";

  static Inviter of(Actor actor) {
    return switch (actor) {
      case Actor.Person person ->
          new Inviter(person.operator() ? OPERATOR : MEMBER, person.userId());
      case Actor.Automation automation -> new Inviter(AUTOMATION, automation.managementKeyId());
      case Actor.Setup _ -> new Inviter(SETUP, null);
    };
  }

  /// What they may do now in the organization that they invited to; empty if they may no longer
  /// invite anybody. Whose rights cannot be named one by one may do everything.
  Optional<Rights> rights(MemberRules rules, Handle handle, UUID orgId) {
    return switch (kind) {
      case MEMBER -> member(rules, orgId).filter(rights -> rights.may(Permission.CHANGE_MEMBERS));
      case OPERATOR -> stands(handle, "users where operator and id = :id", orgId);
      case AUTOMATION ->
          stands(
              handle,
              "management_keys where org_id = :orgId and id = :id and revoked_at is null",
              orgId);
      default -> Optional.of(Rights.all());
    };
  }

  private Optional<Rights> member(MemberRules rules, UUID orgId) {
    return Optional.ofNullable(id).flatMap(userId -> rules.rights(orgId, userId));
  }

  private Optional<Rights> stands(Handle handle, String where, UUID orgId) {
    boolean there =
        handle
            .createQuery("select exists (select from " + where + ")")
            .bind("orgId", orgId)
            .bind("id", id)
            .mapTo(Boolean.class)
            .one();
    return there ? Optional.of(Rights.all()) : Optional.empty();
  }
}
