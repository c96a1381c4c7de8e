package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.NotFoundException;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Who may change the limits of a scope: whoever may change all of them, and of keys also whoever
/// may do so in the key's team.
final class LimitRights {
  private LimitRights() {}

  /// @throws ai.nemorouter.access.ForbiddenException for everybody else
  static void changeOrThrow(Handle handle, Actor actor, Scope scope) {
    if (scope.kind() == Scope.Kind.KEY
        && !actor.may(Permission.CHANGE_LIMITS)
        && actor.mayAnywhere(Permission.CHANGE_KEY_LIMITS)) {
      actor.authorizeOrThrow(Permission.CHANGE_KEY_LIMITS, team(handle, actor.orgId(), scope.id()));
    } else {
      actor.authorizeOrThrow(Permission.CHANGE_LIMITS);
    }
  }

  private static UUID team(Handle handle, UUID orgId, UUID keyId) {
    return handle
        .createQuery("select team_id from keys where org_id = :orgId and id = :keyId")
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .mapTo(UUID.class)
        .findOne()
        .orElseThrow(() -> new NotFoundException("key"));
  }
}
