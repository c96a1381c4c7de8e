package ai.nemorouter.usage.report;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.database.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Sums over the record of requests, in the transaction of a use case. An identifier begins with
/// its time, so each bucket of time is a range of identifiers, and buckets add up to the whole
/// exactly. Days that are over are read from their sums, but for their latencies.
@ApplicationScoped
class UsageRows {
  /// The numbers that `width_bucket` gives to the period before, to what lies between it and the
  /// range, and to the first bucket of the range.
  static final int BEFORE = 1;

  private static final int BETWEEN = 2;
  static final int FIRST = 3;

  private static final String SINGLE =
      "select * from charges where org_id = :orgId and id >= :from and id < :to";

  /// Where a bucket is a day or more: the range, and the period before it.
  private static final String SUMMED =
      """
      select * from charged(:orgId, :first, :firstEnd)
      union all
      select * from charged(:orgId, :second, :secondEnd)
      """;

  private static final String SUMS =
      """
      bounded(sum(k.cost)) as cost, bounded(sum(k.requests)) as requests, bounded(sum(k.errors)) as errors,
      bounded(sum(k.refusals)) as refusals, bounded(sum(k.prompt_tokens)) as prompt_tokens,
      bounded(sum(k.cached_tokens)) as cached_tokens, bounded(sum(k.completion_tokens)) as completion_tokens
      """;

  /// What a statement may use before it sorts and groups on disk: a year of a large organization
  /// fits in.
  static final String MEMORY = "select set_config('work_mem', '64MB', true)";

  private final Session session;

  UsageRows(Session session) {
    this.session = session;
  }

  /// Whose usage, and which.
  record Selection(UUID orgId, Reach reach, Grouping grouping, ReportFilter filter) {}

  /// @param kind `range` and `before` for a group's sums over those times, `bucket` for a part of
  ///   the chart
  /// @param name of the group, as `Grouping.column` has it; empty for all that are not charted
  /// @param place of the group, from 1
  /// @param found how many groups there are
  record Row(
      String kind,
      int bucket,
      String name,
      long place,
      long found,
      long cost,
      long requests,
      long errors,
      long refusals,
      long promptTokens,
      long cachedTokens,
      long completionTokens)
      implements RowOfSums {}

  /// @param counted whether it is about the range, and not about the period before
  record Percentiles(
      boolean ofBucket,
      boolean ofGroup,
      boolean counted,
      int bucket,
      String name,
      int p50,
      int p95) {
    Latency latency() {
      return new Latency(p50, p95);
    }
  }

  /// One group in one bucket.
  ///
  /// @param p50 null where nothing was answered
  record Cell(
      int bucket,
      String name,
      long cost,
      long requests,
      long errors,
      long refusals,
      long promptTokens,
      long cachedTokens,
      long completionTokens,
      @Nullable Integer p50,
      @Nullable Integer p95) {}

  /// @param charted how many groups have buckets of their own
  List<Row> report(Selection selection, ReportQuery query, int charted, int offset, int size) {
    Map<String, Object> values = new HashMap<>();
    ReportRange range = query.range();
    boolean summed = range.unit() != ReportRange.Unit.HOUR;
    if (summed) {
      values.put("starts", starts(range).toArray(Instant[]::new));
      values.put("first", range.previousStart());
      values.put("firstEnd", range.previousEnd());
      values.put("second", range.start());
      values.put("secondEnd", range.end());
    } else {
      values.putAll(ids(starts(range)));
    }
    String sql = reportOf(cellsOf(summed, selection, values), order(query.metric()));
    values.put("between", BETWEEN);
    values.put("charted", charted);
    values.put("offset", offset);
    values.put("size", size);
    return bound(sql, Row.class, selection, values).getResultList();
  }

  /// Of requests that were answered, by the last attempt's model and provider: by bucket, by group,
  /// and of all; and of all in the period before.
  List<Percentiles> latencies(Selection selection, ReportQuery query) {
    Map<String, Object> values = new HashMap<>(ids(starts(query.range())));
    values.put("between", BETWEEN);
    String sql =
        """
        select grouping(l.bucket) = 0 as of_bucket, grouping(l.name) = 0 as of_group, l.counted,
               coalesce(l.bucket, 0) as bucket, coalesce(l.name, '') as name,
               percentile_disc(0.5) within group (order by l.duration_ms) as p50,
               percentile_disc(0.95) within group (order by l.duration_ms) as p95
        from (%s) l where l.bucket <> :between
        group by grouping sets ((l.counted, l.bucket), (l.counted, l.name), (l.counted))
        """
            .formatted(durations(selection, values));
    return bound(sql, Percentiles.class, selection, values).getResultList();
  }

  /// Every group in each of some buckets that follow one another, numbered from 1.
  ///
  /// @param starts where they begin, and where the last of them ends
  List<Cell> cells(Selection selection, List<Instant> starts) {
    Map<String, Object> values = new HashMap<>();
    values.putAll(ids(starts));
    String cells = cellsOf(false, selection, values);
    values.put("between", 0);
    String sql =
        """
        with cells as (%s), latencies as (
          select d.bucket, d.name, percentile_disc(0.5) within group (order by d.duration_ms) as p50,
                 percentile_disc(0.95) within group (order by d.duration_ms) as p95
            from (%s) d group by d.bucket, d.name)
        select k.bucket, k.name, bounded(k.cost) as cost, k.requests, k.errors, k.refusals,
               bounded(k.prompt_tokens) as prompt_tokens, bounded(k.cached_tokens) as cached_tokens,
               bounded(k.completion_tokens) as completion_tokens, l.p50, l.p95
          from cells k left join latencies l on l.bucket = k.bucket and l.name = k.name collate "C"
         order by k.bucket, k.name
        """
            .formatted(cells, durations(selection, values));
    return bound(sql, Cell.class, selection, values).getResultList();
  }

  /// A request counts once, and money and tokens where each attempt was made.
  ///
  /// @param summed whether days that are over are read from their sums, at their beginning
  private static String cellsOf(boolean summed, Selection selection, Map<String, Object> values) {
    return """
    select width_bucket(%s) as bucket, %s as name,
           sum(e.cost) as cost, sum(e.requests) as requests,
           coalesce(sum(e.requests) filter (where e.status in ('failed', 'expired')), 0) as errors,
           coalesce(sum(e.requests) filter (where e.status = 'refused'), 0) as refusals,
           sum(e.prompt_tokens) as prompt_tokens, sum(e.cached_tokens) as cached_tokens,
           sum(e.completion_tokens) as completion_tokens
    from (%s) e where true%s
    group by 1, 2
    """
        .formatted(
            summed ? "e.at, cast(:starts as timestamptz[])" : "e.id, cast(:starts as uuid[])",
            selection.grouping().column(),
            summed ? SUMMED : SINGLE,
            conditions(selection, "e.model", values));
  }

  private static Map<String, Object> ids(List<Instant> starts) {
    return Map.of(
        "starts",
        starts.stream().map(Ids::firstAt).toArray(UUID[]::new),
        "from",
        Ids.firstAt(starts.getFirst()),
        "to",
        Ids.firstAt(starts.getLast()));
  }

  private static String durations(Selection selection, Map<String, Object> values) {
    String column = selection.grouping().column().replace("e.model", "e.named");
    return """
    select c.bucket, c.bucket > :between as counted, c.name, c.duration_ms
    from (select width_bucket(e.id, cast(:starts as uuid[])) as bucket, %s collate "C" as name, e.duration_ms
            from (select *, coalesce(model, requested_model) as named from calls) e
           where e.org_id = :orgId and e.id >= :from and e.id < :to and e.status = 'ok'
             and e.duration_ms is not null%s) c
    """
        .formatted(column, conditions(selection, "e.named", values));
  }

  /// One page of the groups, each with the range's sums and with those of the period before; and
  /// each bucket's sums of the first groups and of all others together.
  private static String reportOf(String cells, String order) {
    return """
    with cells as materialized (%s),
    kept as (select c.*, c.bucket > :between as counted from cells c where c.bucket <> :between),
    places as (
      select k.name, count(*) over () as found,
             row_number() over (order by sum(%s) filter (where k.counted) desc nulls last, k.name) as place
        from kept k group by k.name)
    select case when k.counted then 'range' else 'before' end as kind, 0 as bucket, k.name, p.place, p.found, %s
      from kept k join places p on p.name = k.name
     where p.place > :offset and p.place <= :offset + :size
     group by k.counted, k.name, p.place, p.found
    union all
    select 'bucket', k.bucket, case when p.place <= :charted then k.name else '' end as shown,
           least(p.place, :charted + 1) as shown_place, cast(0 as bigint), %s
      from kept k join places p on p.name = k.name
     group by k.bucket, shown, shown_place
    order by kind, place, bucket
    """
        .formatted(cells, order, SUMS, SUMS);
  }

  private static String order(Metric metric) {
    return Stream.of(metric.order().split(" \\+ ", -1))
        .map(column -> "k." + column)
        .reduce((one, other) -> one + " + " + other)
        .orElseThrow();
  }

  private static List<Instant> starts(ReportRange range) {
    List<Instant> starts = new ArrayList<>();
    starts.add(range.previousStart());
    starts.add(range.previousEnd());
    range.starts().stream().map(ZonedDateTime::toInstant).forEach(starts::add);
    starts.add(range.end());
    return starts;
  }

  private static String conditions(Selection selection, String model, Map<String, Object> values) {
    ReportFilter filter = selection.filter();
    StringBuilder sql = new StringBuilder();
    if (!selection.reach().everywhere()) {
      sql.append(" and e.team_id = any(:teams)");
      values.put("teams", selection.reach().teamIds());
    }
    if (filter.teamId() != null) {
      sql.append(" and e.team_id = :teamId");
      values.put("teamId", filter.teamId());
    }
    if (filter.keyId() != null) {
      sql.append(" and e.key_id = :keyId");
      values.put("keyId", filter.keyId());
    }
    if (filter.member().equals(ReportFilter.UNASSIGNED)) {
      sql.append(" and e.member_id is null");
    } else if (!filter.member().isEmpty()) {
      sql.append(" and e.member_id = :memberId");
      values.put("memberId", UUID.fromString(filter.member()));
    }
    if (!filter.model().isEmpty()) {
      sql.append(" and ").append(model).append(" = :model");
      values.put("model", filter.model());
    }
    if (filter.provider().equals(ReportFilter.UNASSIGNED)) {
      sql.append(" and e.provider is null");
    } else if (!filter.provider().isEmpty()) {
      sql.append(" and e.provider = :provider");
      values.put("provider", filter.provider());
    }
    return sql.toString();
  }

  private <T> NativeQuery<T> bound(
      String sql, Class<T> type, Selection selection, Map<String, Object> values) {
    session.createNativeQuery(MEMORY, String.class).getSingleResult();
    NativeQuery<T> query =
        session.createNativeQuery(sql, type).setParameter("orgId", selection.orgId());
    values.forEach(query::setParameter);
    return query;
  }
}
