package ai.nemorouter.console;

import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.usage.CallRow;
import ai.nemorouter.usage.Spend;
import java.util.List;

/// What the overview shows.
record Overview(
    OverviewPeriod period,
    Spend.Totals totals,
    Spend.Totals before,
    SpendChart chart,
    Balance credit,
    List<Spend.ModelShare> models,
    List<Spend.KeyShare> keys,
    List<CallRow> calls,
    List<NamedLimit> limits,
    FirstSteps steps) {

  /// What a new organization does before its first call.
  record FirstSteps(boolean hasCredit, boolean hasTeam, boolean hasKey, boolean hasCall) {}

  public List<OverviewPeriod> periods() {
    return List.of(OverviewPeriod.values());
  }

  public String spendComparison() {
    return Comparison.of(totals.spend().nanos(), before.spend().nanos(), period);
  }

  public String callsComparison() {
    return Comparison.of(totals.calls(), before.calls(), period);
  }

  public String errorsComparison() {
    return Comparison.of(totals.errors(), before.errors(), period);
  }

  public String refusalsComparison() {
    return Comparison.of(totals.refusals(), before.refusals(), period);
  }
}
