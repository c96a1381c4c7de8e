package ai.nemorouter.usage.report;

import ai.nemorouter.platform.list.PageOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Usage over a range, by group.
///
/// @param total of all groups; the bars and the groups each add up to it
/// @param before the same of the period before
/// @param latency null where nothing was answered, or other figures were asked for
public record UsageReport(
    ReportQuery query,
    UsageFigures total,
    UsageFigures before,
    @Nullable Latency latency,
    @Nullable Latency latencyBefore,
    PageOf<Group> groups,
    StackedChart chart) {

  /// One team, key, member, model or provider.
  ///
  /// @param id as `Grouping.column` has it
  /// @param note what else tells it apart; empty for nothing
  /// @param change against the period before, in the metric of the report
  public record Group(
      String id,
      String name,
      String note,
      UsageFigures figures,
      UsageFigures before,
      @Nullable Latency latency,
      String change,
      String requests,
      String within) {}

  public List<ReportRange.Choice> choices() {
    return List.of(
        ReportRange.Choice.WEEK,
        ReportRange.Choice.MONTH,
        ReportRange.Choice.QUARTER,
        ReportRange.Choice.THIS_MONTH,
        ReportRange.Choice.LAST_MONTH);
  }

  public List<Grouping> groupings() {
    return List.of(Grouping.values());
  }

  public List<Metric> metrics() {
    return List.of(Metric.values());
  }

  public String spendChange() {
    return change(Metric.SPEND);
  }

  public String requestsChange() {
    return change(Metric.REQUESTS);
  }

  public String errorsChange() {
    return change(Metric.ERRORS);
  }

  public String tokensChange() {
    return change(Metric.TOKENS);
  }

  public long tokens() {
    return Metric.TOKENS.of(total);
  }

  /// In what groups are compared in.
  public String orderChange() {
    return change(query.metric().orderMetric());
  }

  private String change(Metric metric) {
    return MetricChange.of(metric, metric.of(total), metric.of(before));
  }

  /// Of the slowest five in a hundred.
  public String latencyChange() {
    return latency == null || latencyBefore == null
        ? "nothing to compare with"
        : MetricChange.of(Metric.LATENCY, latency.p95(), latencyBefore.p95());
  }
}
