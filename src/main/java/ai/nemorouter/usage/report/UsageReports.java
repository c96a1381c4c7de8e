package ai.nemorouter.usage.report;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.list.PageOf;
import ai.nemorouter.usage.report.StackedChart.Series;
import ai.nemorouter.usage.report.StackedChart.Stack;
import ai.nemorouter.usage.report.UsageRows.Percentiles;
import ai.nemorouter.usage.report.UsageRows.Row;
import ai.nemorouter.usage.report.UsageRows.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Usage by day and group, as far as a person's teams go.
@ForActor
@ApplicationScoped
public class UsageReports {
  private static final int P50_TONE = 1;
  private static final int P95_TONE = 2;

  private final UsageRows rows;
  private final GroupNames names;
  private final Database database;

  UsageReports(UsageRows rows, GroupNames names, Database database) {
    this.rows = rows;
    this.names = names;
    this.database = database;
  }

  public UsageReport of(Actor actor, ReportQuery query) {
    return of(actor, query, PageOf.SIZE);
  }

  /// @param size how many groups a page has
  public UsageReport of(Actor actor, ReportQuery query, int size) {
    Selection selection = selection(actor, query);
    int offset = (query.page() - 1) * size;
    List<Row> read = rows.report(selection, query, StackedChart.TONES, offset, size);
    Latencies latencies =
        new Latencies(query.metric().isLatency() ? rows.latencies(selection, query) : List.of());
    Map<String, GroupNames.Named> named =
        names.of(actor.orgId(), query.grouping(), read.stream().map(Row::name).distinct().toList());
    List<Row> buckets = read.stream().filter(row -> row.kind().equals("bucket")).toList();
    long found = read.stream().mapToLong(Row::found).max().orElse(0);
    return new UsageReport(
        query,
        sum(buckets.stream().filter(row -> row.bucket() >= UsageRows.FIRST)),
        sum(buckets.stream().filter(row -> row.bucket() == UsageRows.BEFORE)),
        latencies.total(true),
        latencies.total(false),
        new PageOf<>(groups(query, read, named, latencies), query.page(), found),
        query.metric().isLatency() ? latencyChart(query, latencies) : chart(query, buckets, named));
  }

  /// The cells of a file, bucket after bucket. Each portion is read in a transaction of its own:
  /// the file is written when the use case is over.
  ReportFile file(Actor actor, ReportQuery query) {
    Selection selection = selection(actor, query);
    return new ReportFile(
        query,
        starts ->
            database.inOrganization(
                selection.orgId(),
                () -> {
                  List<UsageRows.Cell> cells = rows.cells(selection, starts);
                  List<String> groups =
                      cells.stream().map(UsageRows.Cell::name).distinct().toList();
                  return new ReportFile.Portion(
                      cells, names.of(selection.orgId(), selection.grouping(), groups));
                }));
  }

  private static Selection selection(Actor actor, ReportQuery query) {
    return new Selection(
        actor.orgId(),
        actor.reachOrThrow(Permission.VIEW_OVERVIEW),
        query.grouping(),
        query.filter());
  }

  private static UsageFigures sum(Stream<Row> read) {
    return read.map(Row::figures).reduce(UsageFigures.NONE, UsageFigures::plus);
  }

  private static List<UsageReport.Group> groups(
      ReportQuery query, List<Row> read, Map<String, GroupNames.Named> named, Latencies latencies) {
    Map<Long, String> places = new TreeMap<>();
    Map<String, UsageFigures> range = new HashMap<>();
    Map<String, UsageFigures> before = new HashMap<>();
    for (Row row : read) {
      if (!row.kind().equals("bucket")) {
        places.put(row.place(), row.name());
        (row.kind().equals("range") ? range : before).put(row.name(), row.figures());
      }
    }
    Metric metric = query.metric().orderMetric();
    return places.values().stream()
        .map(id -> {
          UsageFigures figures = range.getOrDefault(id, UsageFigures.NONE);
          UsageFigures earlier = before.getOrDefault(id, UsageFigures.NONE);
          return new UsageReport.Group(
              id,
              GroupNames.nameOf(named, id),
              GroupNames.noteOf(named, id),
              figures,
              earlier,
              latencies.ofGroup(id),
              MetricChange.of(metric, metric.of(figures), metric.of(earlier)),
              query.requests(id),
              query.within(id));
        })
        .toList();
  }

  private static StackedChart chart(
      ReportQuery query, List<Row> buckets, Map<String, GroupNames.Named> named) {
    return GroupChart.of(
        query.metric(),
        query.range().starts().stream().map(query.range()::label).toList(),
        buckets.stream()
            .filter(row -> row.bucket() >= UsageRows.FIRST)
            .map(row ->
                new GroupChart.Part(
                    row.bucket() - UsageRows.FIRST,
                    row.place(),
                    GroupNames.nameOf(named, row.name()),
                    query.metric().of(row.figures())))
            .toList());
  }

  /// The slower part of a bar goes up to what 95 of 100 requests took.
  private static StackedChart latencyChart(ReportQuery query, Latencies latencies) {
    List<Stack> stacks = new ArrayList<>();
    for (ZonedDateTime start : query.range().starts()) {
      Latency latency = latencies.ofBucket(stacks.size() + UsageRows.FIRST);
      long p50 = latency == null ? 0 : latency.p50();
      long p95 = latency == null ? 0 : latency.p95();
      stacks.add(new Stack(query.range().label(start), List.of(p50, p95 - p50), p95));
    }
    return StackedChart.of(
        Metric.LATENCY,
        List.of(
            new Series(P50_TONE, "Half of the requests (p50)"),
            new Series(P95_TONE, "The next 45 of 100 (up to p95)")),
        stacks);
  }

  private record Latencies(List<Percentiles> all) {
    @Nullable Latency total(boolean counted) {
      return find(
          all.stream()
              .filter(row -> !row.ofBucket() && !row.ofGroup() && row.counted() == counted));
    }

    @Nullable Latency ofGroup(String id) {
      return find(
          all.stream().filter(row -> row.ofGroup() && row.counted() && row.name().equals(id)));
    }

    @Nullable Latency ofBucket(int bucket) {
      return find(all.stream().filter(row -> row.ofBucket() && row.bucket() == bucket));
    }

    private static @Nullable Latency find(Stream<Percentiles> rows) {
      return rows.map(Percentiles::latency).findFirst().orElse(null);
    }
  }
}
