package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.organization.Departures;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jdbi.v3.core.Handle;

/// Removes the limits of somebody who leaves: they would apply to nobody, and stand beside the
/// default ones if the person ever came back.
@ApplicationScoped
class LeavingMembers {
  private final Database database;
  private final Limits limits;
  private final LimitChanges changes;

  LeavingMembers(Database database, Limits limits, LimitChanges changes) {
    this.database = database;
    this.limits = limits;
    this.changes = changes;
  }

  void onLeft(@Observes Departures.Left left) {
    database.useHandle(handle -> remove(handle, left.actor(), Scope.member(left.userId())));
  }

  private void remove(Handle handle, Actor actor, Scope member) {
    for (LimitStatus status : limits.list(handle, actor.orgId(), member)) {
      Limit limit = LimitRows.lockOrThrow(handle, actor.orgId(), status.limit().id()).limit();
      changes.remove(handle, actor, limit);
    }
  }
}
