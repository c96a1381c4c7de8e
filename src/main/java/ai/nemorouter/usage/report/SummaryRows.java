package ai.nemorouter.usage.report;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.usage.report.SummaryTimes.Piece;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The sums of a summary, in the transaction of a use case. What was charged in the period is read
/// once for all its parts, and days that are over are read from their sums.
@ApplicationScoped
class SummaryRows {
  private static final String CHARGED = "charged(:orgId, :from#, :to#) c where true";

  /// One by one: an identifier says in which hour a request was made.
  private static final String SINGLE =
      "charges c where c.org_id = :orgId and c.id >= :from# and c.id < :to#";

  private static final String BY_TIME = "width_bucket(c.at, cast(:starts as timestamptz[]))";
  private static final String BY_ID = "width_bucket(c.id, cast(:starts as uuid[]))";

  private static final String SUMS =
      """
      bounded(sum(e.cost)) as cost, bounded(sum(e.requests)) as requests,
      bounded(coalesce(sum(e.requests) filter (where e.status in ('failed', 'expired')), 0)) as errors,
      bounded(coalesce(sum(e.requests) filter (where e.status = 'refused'), 0)) as refusals,
      bounded(sum(e.prompt_tokens)) as prompt_tokens, bounded(sum(e.cached_tokens)) as cached_tokens,
      bounded(sum(e.completion_tokens)) as completion_tokens
      """;

  private static final String FIGURES =
      "x.cost, x.requests, x.errors, x.refusals, x.prompt_tokens, x.cached_tokens, x.completion_tokens";

  private final Session session;

  SummaryRows(Session session) {
    this.session = session;
  }

  /// @param kind `total`; `team`, `key` or `model` for one of the first by spend; `bar` for a part
  ///   of the chart
  /// @param counted whether a total is of the period
  /// @param earlier whether it is of the time before
  /// @param ofMonth whether it is of the month under way
  /// @param bucket which bar, from 1
  /// @param name of the group, as `Grouping.column` has it; empty for all that are not charted
  /// @param place of the group, from 1
  record Row(
      String kind,
      boolean counted,
      boolean earlier,
      boolean ofMonth,
      int bucket,
      String name,
      long place,
      long cost,
      long requests,
      long errors,
      long refusals,
      long promptTokens,
      long cachedTokens,
      long completionTokens)
      implements RowOfSums {}

  /// @param kind `latency` of requests that were answered, or `refusal` for one reason
  /// @param p50 in milliseconds; null where nothing was answered, and for refusals
  record Recent(
      String kind, String reason, long requests, @Nullable Integer p50, @Nullable Integer p95) {}

  /// @param most how many of the first groups by spend
  List<Row> summary(
      UUID orgId, Reach reach, SummaryTimes times, Grouping charted, Metric metric, int most) {
    session.createNativeQuery(UsageRows.MEMORY, String.class).getSingleResult();
    Map<String, Object> values = new HashMap<>();
    String sql = summaryOf(entries(times, reach, values), metric.order(), sameGroup(charted));
    values.put("charted", charted.word());
    values.put("tones", StackedChart.TONES);
    values.put("most", most);
    NativeQuery<Row> query = session.createNativeQuery(sql, Row.class).setParameter("orgId", orgId);
    values.forEach(query::setParameter);
    return query.getResultList();
  }

  /// The latency of all requests since a moment, and the most frequent reasons of refusals.
  List<Recent> lately(UUID orgId, Reach reach, Instant from, int most) {
    NativeQuery<Recent> query =
        session
            .createNativeQuery(latelyOf(within(reach)), Recent.class)
            .setParameter("orgId", orgId)
            .setParameter("from", Ids.firstAt(from))
            .setParameter("most", most);
    if (!reach.everywhere()) {
      query.setParameter("teams", reach.teamIds());
    }
    return query.getResultList();
  }

  private static String entries(SummaryTimes times, Reach reach, Map<String, Object> values) {
    List<String> entries = new ArrayList<>();
    for (Piece piece : times.pieces()) {
      boolean single = piece.counted() && times.hourly();
      String number = Integer.toString(entries.size());
      values.put("from" + number, single ? Ids.firstAt(piece.from()) : piece.from());
      values.put("to" + number, single ? Ids.firstAt(piece.to()) : piece.to());
      String entry =
          piece.counted()
              ? entry(
                  single ? BY_ID : BY_TIME,
                  piece.ofMonth(),
                  single ? SINGLE : CHARGED,
                  within(reach))
              : totals(piece.earlier(), piece.ofMonth(), CHARGED, within(reach));
      entries.add(entry.replace("#", number));
    }
    List<Instant> starts = times.starts().stream().map(ZonedDateTime::toInstant).toList();
    values.put(
        "starts",
        times.hourly()
            ? starts.stream().map(Ids::firstAt).toArray(UUID[]::new)
            : starts.toArray(Instant[]::new));
    if (!reach.everywhere()) {
      values.put("teams", reach.teamIds());
    }
    return String.join(" union all ", entries);
  }

  private static String within(Reach reach) {
    return reach.everywhere() ? "" : " and c.team_id = any(:teams)";
  }

  private static String sameGroup(Grouping charted) {
    return switch (charted) {
      case TEAM -> "g.team_id = e.team_id";
      case KEY -> "g.key_id = e.key_id";
      case MEMBER -> "g.name = coalesce(cast(e.member_id as text), '')";
      case MODEL -> "g.model = e.model";
      case PROVIDER -> throw new IllegalArgumentException("a summary has no providers");
    };
  }

  /// Of the period.
  private static String entry(String bucket, boolean ofMonth, String source, String within) {
    return """
    select %s as bucket, true as counted, false as earlier, %s as of_month, c.team_id, c.key_id, c.member_id, c.model, c.status,
           c.cost, c.requests, c.prompt_tokens, c.cached_tokens, c.completion_tokens
      from %s%s
    """
        .formatted(bucket, ofMonth, source, within);
  }

  /// Of other times than the period only the totals matter.
  private static String totals(boolean earlier, boolean ofMonth, String source, String within) {
    return """
    select 0 as bucket, false as counted, %s as earlier, %s as of_month, cast(null as uuid) as team_id,
           cast(null as uuid) as key_id, cast(null as uuid) as member_id, cast(null as text) as model, c.status,
           bounded(sum(c.cost)) as cost, bounded(sum(c.requests)) as requests, bounded(sum(c.prompt_tokens)) as prompt_tokens,
           bounded(sum(c.cached_tokens)) as cached_tokens, bounded(sum(c.completion_tokens)) as completion_tokens
      from %s%s
     group by c.status
    """
        .formatted(earlier, ofMonth, source, within);
  }

  private static String summaryOf(String entries, String order, String sameGroup) {
    return """
    with entries as materialized (%s),
    sums as materialized (
      select case when grouping(e.of_month) = 0 then 'total' when grouping(e.team_id) = 0 then 'team'
                  when grouping(e.key_id) = 0 then 'key' when grouping(e.model) = 0 then 'model' else 'member' end as kind,
             e.counted, e.earlier, e.of_month, e.team_id, e.key_id, e.member_id, e.model,
             coalesce(cast(e.team_id as text), cast(e.key_id as text), cast(e.member_id as text), e.model, '') as name, %s
        from entries e
       group by grouping sets ((e.counted, e.earlier, e.of_month), (e.counted, e.team_id), (e.counted, e.key_id),
                               (e.counted, e.member_id), (e.counted, e.model))
      having e.counted or grouping(e.of_month) = 0),
    charted as (
      select s.*, row_number() over (order by %s desc, s.name) as place from sums s where s.kind = :charted),
    tops as (
      select s.*, row_number() over (partition by s.kind order by s.cost desc, s.requests desc, s.name) as place
        from sums s where s.kind in ('team', 'key', 'model')),
    bars as (
      select e.bucket, case when g.place <= :tones then g.name else '' end as shown,
             least(g.place, :tones + 1) as shown_place, %s
        from entries e join charted g on %s
       where e.counted
       group by e.bucket, shown, shown_place)
    select x.kind, x.counted, x.earlier, x.of_month, 0 as bucket, '' as name, cast(0 as bigint) as place, %s
      from sums x where x.kind = 'total'
    union all
    select x.kind, true, false, false, 0, x.name, x.place, %s from tops x where x.place <= :most
    union all
    select 'bar', true, false, false, x.bucket, x.shown, x.shown_place, %s from bars x
    order by kind, place, bucket
    """
        .formatted(entries, SUMS, order, SUMS, sameGroup, FIGURES, FIGURES, FIGURES);
  }

  private static String latelyOf(String within) {
    return """
    with recent as materialized (
      select c.status, c.reason, c.duration_ms from calls c
       where c.org_id = :orgId and c.id >= :from
         and (c.status = 'refused' or (c.status = 'ok' and c.duration_ms is not null))%s)
    select 'latency' as kind, '' as reason, count(*) as requests,
           percentile_disc(0.5) within group (order by r.duration_ms) as p50,
           percentile_disc(0.95) within group (order by r.duration_ms) as p95
      from recent r where r.status = 'ok'
    union all
    select 'refusal', s.reason, s.requests, cast(null as integer), cast(null as integer)
      from (select coalesce(r.reason, '') as reason, count(*) as requests from recent r where r.status = 'refused'
             group by 1 order by 2 desc, 1 limit :most) s
    order by kind, requests desc, reason
    """
        .formatted(within);
  }
}
