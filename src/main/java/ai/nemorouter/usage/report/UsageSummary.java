package ai.nemorouter.usage.report;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.list.Address;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Usage of a period at a glance. Its figures are those of the reports on the same days.
///
/// @param total of the period; the bars of the chart add up to it
/// @param before of the time that it is compared with
/// @param month what was spent in the month under way
/// @param teams the first ones by spend, as the keys and models are
/// @param latency of the last 24 hours; null where nothing was answered in them
/// @param refusals of the last 24 hours by their reasons, the most frequent ones first
public record UsageSummary(
    SummaryTimes times,
    Grouping grouping,
    Metric metric,
    UsageFigures total,
    UsageFigures before,
    Money month,
    List<Share> teams,
    List<Share> keys,
    List<Share> models,
    StackedChart chart,
    @Nullable Latency latency,
    List<Reason> refusals) {
  /// What the chart can tell apart.
  public static final List<Grouping> GROUPINGS =
      List.of(Grouping.MODEL, Grouping.TEAM, Grouping.KEY, Grouping.MEMBER);

  /// What the chart can show.
  public static final List<Metric> METRICS =
      List.of(Metric.SPEND, Metric.REQUESTS, Metric.ERRORS, Metric.TOKENS);

  private static final String RANGE = "range";
  private static final String STATUS = "status";
  private static final String REFUSED = "refused";
  private static final String LATELY = "24h";

  /// What one team, key or model has of the whole.
  ///
  /// @param note what else tells it apart; empty for nothing
  /// @param percent of the spend, as in `12%`
  /// @param requests the address of its requests, below that of their list
  /// @param within the address of its usage, below that of the page of usage
  public record Share(
      String name,
      String note,
      UsageFigures figures,
      String percent,
      String requests,
      String within) {}

  /// @param word as the record of requests has it; empty where it has none
  /// @param requests the address of the requests that were refused for it, below that of their list
  public record Reason(String word, long count, String requests) {
    static Reason of(String word, long count) {
      return new Reason(
          word, count, addressOf(Map.of(STATUS, REFUSED, "reason", word, RANGE, LATELY)));
    }

    /// As in `Key revoked`.
    public String label() {
      return word.isEmpty()
          ? "No reason noted"
          : Character.toUpperCase(word.charAt(0)) + word.substring(1).replace('_', ' ');
    }
  }

  public List<Grouping> groupings() {
    return GROUPINGS;
  }

  public List<Metric> metrics() {
    return METRICS;
  }

  /// What the chart adds up to.
  public String charted() {
    return metric.displayShort(chartedValue());
  }

  public long chartedValue() {
    return metric.of(total);
  }

  public long chartedBefore() {
    return metric.of(before);
  }

  /// The addresses of the requests of the period, below that of their list.
  public String requests() {
    return addressOf(times.ofRequests());
  }

  public String refusedRequests() {
    return addressOf(with(times.ofRequests(), Map.of(STATUS, REFUSED)));
  }

  public String refusedLately() {
    return addressOf(Map.of(STATUS, REFUSED, RANGE, LATELY));
  }

  /// The same on the page of usage: its address below that page's.
  public String usage() {
    return usage(metric);
  }

  public String errors() {
    return usage(Metric.ERRORS);
  }

  public String latencies() {
    return usage(Metric.LATENCY);
  }

  public String usageOfMonth() {
    return addressOf(
        Map.of(RANGE, "month", "group", grouping.word(), "metric", Metric.SPEND.word()));
  }

  private String usage(Metric shown) {
    return addressOf(
        with(times.ofUsage(), Map.of("group", grouping.word(), "metric", shown.word())));
  }

  private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(some);
    all.putAll(others);
    return all;
  }

  static String addressOf(Map<String, String> parameters) {
    return new Address(parameters).query();
  }
}
