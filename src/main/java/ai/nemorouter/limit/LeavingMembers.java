package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.organization.member.MemberRemoval;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Removes the limits of a member who leaves: they would apply to no one, and would stand beside
/// the default limits if the person ever came back.
@ApplicationScoped
class LeavingMembers {
  private final LimitStatuses statuses;
  private final LimitRows rows;
  private final LimitChanges changes;

  LeavingMembers(LimitStatuses statuses, LimitRows rows, LimitChanges changes) {
    this.statuses = statuses;
    this.rows = rows;
    this.changes = changes;
  }

  void onLeft(@Observes MemberRemoval.Left left) {
    Actor actor = left.actor();
    for (LimitStatus status : statuses.of(actor.orgId(), Scope.member(left.userId()))) {
      changes.remove(actor, rows.lockOrThrow(actor.orgId(), status.limit().id()));
    }
  }
}
