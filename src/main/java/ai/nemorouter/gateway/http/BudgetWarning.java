package ai.nemorouter.gateway.http;

import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.LimitUse;
import ai.nemorouter.money.Money;

/// The value of `x-nemo-budget-warning`: a limit that applies to the call has crossed one of its
/// thresholds. Of several the one with the highest threshold is told.
final class BudgetWarning {
  private BudgetWarning() {}

  static String text(HoldOutcome.Warning warning) {
    LimitUse limit = warning.limit();
    return "scope=%s; unit=%s; period=%s; used=%s; limit=%s; threshold=%d"
        .formatted(
            limit.isCredit() ? "organization_credit" : limit.scope().column(),
            limit.unit().column(),
            limit.period().column(),
            amount(limit.unit(), limit.used()),
            amount(limit.unit(), limit.allowed()),
            warning.threshold());
  }

  private static String amount(Unit unit, long amount) {
    return unit == Unit.USD ? Money.ofNanos(amount).plain() : Long.toString(amount);
  }
}
