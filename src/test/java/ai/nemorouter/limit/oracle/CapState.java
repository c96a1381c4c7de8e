package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.Payer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One limit as the model knows it now.
final class CapState {
  private final Plan.Cap plan;
  private final ZoneId zone;
  private long amount;
  private long raise;
  private Instant raisedUntil = Instant.MIN;
  private @Nullable Instant restartedAt;
  private boolean removed;

  CapState(Plan.Cap plan, ZoneId zone) {
    this.plan = plan;
    this.zone = zone;
    this.amount = plan.amount();
    this.removed = plan.removed();
  }

  Plan.Cap plan() {
    return plan;
  }

  boolean isRemoved() {
    return removed;
  }

  long allowed(Instant now) {
    return amount + (now.isBefore(raisedUntil) ? raise : 0);
  }

  Window window(Instant now) {
    return Window.at(now, plan.period(), zone, restartedAt);
  }

  void edit(Command.Edit edit, Instant now) {
    switch (edit) {
      case Command.Edit.Amount set -> amount = set.amount();
      case Command.Edit.Removal _ -> removed = true;
      case Command.Edit.Return _ -> removed = false;
      case Command.Edit.Raise by -> {
        raise = by.by();
        raisedUntil = now.plus(by.lasting());
      }
      case Command.Edit.Restart _ -> restartedAt = now;
    }
  }

  /// Whether it applies to what the hold is for.
  boolean counts(HoldRequest request) {
    Payer payer = request.payer();
    @Nullable UUID payingScope =
        switch (plan.scope().kind()) {
          case ORGANIZATION -> payer.orgId();
          case TEAM -> payer.teamId();
          case MEMBER -> payer.memberId();
          case KEY -> payer.keyId();
        };
    return !isRemoved()
        && !(plan.isCredit() && request.route().ownProvider())
        && plan.orgId().equals(payer.orgId())
        && plan.scope().id().equals(payingScope)
        && (plan.model() == null || plan.model().equals(request.route().model()))
        && (plan.provider() == null || plan.provider().equals(request.route().provider()));
  }
}
