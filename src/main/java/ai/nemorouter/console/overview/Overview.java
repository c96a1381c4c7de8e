package ai.nemorouter.console.overview;

import ai.nemorouter.credit.Balance;
import ai.nemorouter.limit.NamedLimit;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.RequestRow;
import ai.nemorouter.usage.report.UsageSummary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the overview shows.
///
/// @param credit null for users who may not see it
/// @param steps what is left to do at the beginning; null once it is done, for a person who hid it,
///   and for people who see only a part of the organization
/// @param firstKey the form for a first key, for people who see only a part and no key in it
/// @param hidden whether the person hid steps that are left
record Overview(
    OverviewPeriod period,
    UsageSummary summary,
    MonthSpend month,
    @Nullable Balance credit,
    List<RequestRow> requests,
    List<NamedLimit> limits,
    @Nullable FirstSteps steps,
    @Nullable FirstKey firstKey,
    boolean hidden) {

  public List<OverviewPeriod> periods() {
    return List.of(OverviewPeriod.values());
  }

  /// Its address, so that links keep what was chosen.
  public Address address() {
    return new Address(
        Map.of(
            "period",
            period.word(),
            "group",
            summary.grouping().word(),
            "metric",
            summary.metric().word()));
  }

  public String requestsComparison() {
    return Comparison.of(summary.total().requests(), summary.before().requests(), period);
  }

  public String errorsComparison() {
    return Comparison.of(summary.total().errors(), summary.before().errors(), period);
  }

  public String refusalsComparison() {
    return Comparison.of(summary.total().refusals(), summary.before().refusals(), period);
  }

  /// Of what the chart shows.
  public String chartComparison() {
    return Comparison.of(summary.chartedValue(), summary.chartedBefore(), period);
  }
}
