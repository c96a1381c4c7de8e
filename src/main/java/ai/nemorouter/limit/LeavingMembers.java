package ai.nemorouter.limit;

import ai.nemorouter.organization.Departures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Removes the limits of somebody who leaves: they would apply to nobody, and stand beside the
/// default ones if the person ever came back.
@ApplicationScoped
class LeavingMembers {
  private final Limits limits;
  private final LimitChanges changes;

  LeavingMembers(Limits limits, LimitChanges changes) {
    this.limits = limits;
    this.changes = changes;
  }

  void onLeft(@Observes Departures.Left left) {
    Scope member = Scope.member(left.userId());
    for (LimitStatus status : limits.list(left.handle(), left.actor().orgId(), member)) {
      Limit limit =
          LimitRows.lockOrThrow(left.handle(), left.actor().orgId(), status.limit().id()).limit();
      changes.remove(left.handle(), left.actor(), limit);
    }
  }
}
