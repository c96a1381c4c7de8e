package ai.nemorouter.console;

import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.usage.CallRow;
import ai.nemorouter.usage.Spend;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the overview shows.
///
/// @param credit null for whoever may not see it
/// @param steps what is left to do at the beginning; null once it is done, for a person who hid it,
///   and for people who see only a part of the organization
/// @param hidden whether the person hid steps that are left
record Overview(
    OverviewPeriod period,
    Spend.Totals totals,
    Spend.Totals before,
    SpendChart chart,
    @Nullable Balance credit,
    List<Spend.ModelShare> models,
    List<Spend.KeyShare> keys,
    List<CallRow> calls,
    List<NamedLimit> limits,
    @Nullable FirstSteps steps,
    boolean hidden) {

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
