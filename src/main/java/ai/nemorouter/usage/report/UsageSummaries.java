package ai.nemorouter.usage.report;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import ai.nemorouter.usage.report.SummaryRows.Recent;
import ai.nemorouter.usage.report.SummaryRows.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Usage at a glance, as far as a person's teams go.
@ForActor
@ApplicationScoped
public class UsageSummaries {
  private static final int MOST = 5;
  private static final Duration LATELY = Duration.ofHours(24);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final SummaryRows rows;
  private final GroupNames names;

  UsageSummaries(SummaryRows rows, GroupNames names) {
    this.rows = rows;
    this.names = names;
  }

  /// @param grouping one of `UsageSummary.GROUPINGS`
  /// @param metric one of `UsageSummary.METRICS`
  public UsageSummary of(Actor actor, SummaryTimes times, Grouping grouping, Metric metric) {
    Reach reach = actor.reachOrThrow(Permission.VIEW_OVERVIEW);
    List<Row> read = rows.summary(actor.orgId(), reach, times, grouping, metric, MOST);
    List<Recent> lately = rows.lately(actor.orgId(), reach, times.now().minus(LATELY), MOST);
    UsageFigures total = sum(read, Row::counted);
    return new UsageSummary(
        times,
        grouping,
        metric,
        total,
        sum(read, Row::earlier),
        sum(read, Row::ofMonth).spend(),
        shares(actor, times, Grouping.TEAM, read, total.spend()),
        shares(actor, times, Grouping.KEY, read, total.spend()),
        shares(actor, times, Grouping.MODEL, read, total.spend()),
        chart(actor, times, grouping, metric, read),
        latency(lately),
        lately.stream()
            .filter(recent -> recent.kind().equals("refusal"))
            .map(recent -> UsageSummary.Reason.of(recent.reason(), recent.requests()))
            .toList());
  }

  private static UsageFigures sum(List<Row> read, Predicate<Row> which) {
    return read.stream()
        .filter(row -> row.kind().equals("total"))
        .filter(which)
        .map(Row::figures)
        .reduce(UsageFigures.NONE, UsageFigures::plus);
  }

  private List<UsageSummary.Share> shares(
      Actor actor, SummaryTimes times, Grouping grouping, List<Row> read, Money whole) {
    List<Row> groups = read.stream().filter(row -> row.kind().equals(grouping.word())).toList();
    Map<String, GroupNames.Named> named = named(actor, grouping, groups);
    return groups.stream()
        .map(row -> {
          ReportFilter filter = ReportFilter.ALL.with(grouping, row.name());
          Grouping inside = grouping == Grouping.TEAM ? Grouping.KEY : Grouping.MODEL;
          return new UsageSummary.Share(
              GroupNames.nameOf(named, row.name()),
              GroupNames.noteOf(named, row.name()),
              row.figures(),
              percent(row.figures().spend(), whole),
              address(filter.ofRequests(), times.ofRequests(), Map.of()),
              address(filter.parameters(), times.ofUsage(), Map.of("group", inside.word())));
        })
        .toList();
  }

  private StackedChart chart(
      Actor actor, SummaryTimes times, Grouping grouping, Metric metric, List<Row> read) {
    List<Row> bars = read.stream().filter(row -> row.kind().equals("bar")).toList();
    Map<String, GroupNames.Named> named = named(actor, grouping, bars);
    return GroupChart.of(
        metric,
        times.labels(),
        bars.stream()
            .map(row ->
                new GroupChart.Part(
                    row.bucket() - 1,
                    row.place(),
                    GroupNames.nameOf(named, row.name()),
                    metric.of(row.figures())))
            .toList());
  }

  private Map<String, GroupNames.Named> named(Actor actor, Grouping grouping, List<Row> groups) {
    return names.of(actor.orgId(), grouping, groups.stream().map(Row::name).distinct().toList());
  }

  private static @Nullable Latency latency(List<Recent> lately) {
    for (Recent recent : lately) {
      Integer p50 = recent.p50();
      Integer p95 = recent.p95();
      if (p50 != null && p95 != null) {
        return new Latency(p50, p95);
      }
    }
    return null;
  }

  private static String percent(Money part, Money whole) {
    if (whole.isZero() || part.isZero()) {
      return "0%";
    }
    BigDecimal percent =
        BigDecimal.valueOf(part.nanos())
            .multiply(HUNDRED)
            .divide(BigDecimal.valueOf(whole.nanos()), 0, RoundingMode.HALF_UP);
    return percent.signum() == 0 ? "<1%" : percent.toPlainString() + "%";
  }

  private static String address(
      Map<String, String> filter, Map<String, String> times, Map<String, String> grouping) {
    Map<String, String> parameters = new LinkedHashMap<>(filter);
    parameters.putAll(times);
    parameters.putAll(grouping);
    return UsageSummary.addressOf(parameters);
  }
}
