package ai.nemorouter.usage.summary;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.usage.RequestConditions;
import ai.nemorouter.usage.RequestFilter;
import ai.nemorouter.usage.RequestMoment;
import ai.nemorouter.usage.RequestOutcome;
import ai.nemorouter.usage.RequestSelection;
import ai.nemorouter.usage.RequestStatus;
import ai.nemorouter.usage.RequestTimes;
import ai.nemorouter.usage.Requests;
import ai.nemorouter.usage.TimeRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// Sums up the requests of a list: over all its time, and bar by bar.
@ForActor
@ApplicationScoped
public class RequestSummaries {
  /// Times are of so many of the latest requests, because percentiles do not add up.
  static final int TIMED_MOST = 10_000;

  /// Clocks of nodes differ a little: what is stamped with a later time counts too.
  private static final long AHEAD_SECONDS = 3_600;

  private static final String SINGLE =
      """
      select width_bucket(c.id, cast(:starts as uuid[])) as bucket, c.status, count(*) as requests, bounded(sum(c.cost)) as cost,
             bounded(coalesce(sum(c.prompt_tokens), 0)) as prompt_tokens,
             bounded(coalesce(sum(c.completion_tokens), 0)) as completion_tokens
      from calls c where c.org_id = :orgId and c.id >= :spanFirst{requests}
      group by 1, 2
      """;

  /// Days that are over are read from their sums. These have money and tokens of a request that
  /// took several attempts where each attempt was made; a list has them at the request, which is
  /// why those few are read one by one.
  private static final String SUMMED =
      """
      select width_bucket(f.at, cast(:starts as timestamptz[])) as bucket, f.status, bounded(sum(f.requests)) as requests,
             bounded(sum(f.cost)) as cost, bounded(sum(f.prompt_tokens)) as prompt_tokens,
             bounded(sum(f.completion_tokens)) as completion_tokens
      from (select c.at, c.status, c.requests, c.cost, c.prompt_tokens, c.completion_tokens
              from charged(:orgId, :from, :until) c where c.status is not null{sums}
            union all
            select time_of_id(c.id), c.status, 0, c.cost, coalesce(c.prompt_tokens, 0), coalesce(c.completion_tokens, 0)
              from calls c where c.org_id = :orgId and c.attempts_apart and c.id >= :spanFirst{requests}) f
      group by 1, 2
      """;

  private static final String TIMES =
      """
      select percentile_disc(0.5) within group (order by l.duration_ms) as p50,
             percentile_disc(0.95) within group (order by l.duration_ms) as p95, count(*) as timed
      from (select c.duration_ms from calls c
             where c.org_id = :orgId and c.id >= :spanFirst and c.status = 'ok' and c.duration_ms is not null{requests}
             order by c.id desc limit :most) l
      """;

  private final Session session;

  RequestSummaries(Session session) {
    this.session = session;
  }

  record Row(
      int bucket,
      String status,
      long requests,
      long cost,
      long promptTokens,
      long completionTokens) {}

  record Times(@Nullable Integer p50, @Nullable Integer p95, long timed) {}

  /// The time that is summed up.
  private record Span(Instant from, Instant until, RequestBuckets buckets) {}

  /// Empty where there is no time to sum up, and where single requests are looked for by their
  /// names.
  public Optional<RequestSummary> of(Actor actor, RequestFilter filter, Instant now) {
    RequestSelection selection =
        new RequestSelection(
            actor.orgId(),
            actor.reachOrThrow(Permission.VIEW_CALLS),
            filter,
            new Requests.Cursor(null, null),
            now);
    if (!filter.name().isEmpty()) {
      return Optional.empty();
    }
    return span(selection)
        .map(span -> {
          List<Row> rows = rows(selection, span);
          return new RequestSummary(
              sums(rows, times(selection, span)), chart(selection, span, rows));
        });
  }

  private Optional<Span> span(RequestSelection selection) {
    RequestTimes times = selection.filter().times();
    Instant now = selection.now();
    Instant shownEnd = times.end().filter(end -> end.isBefore(now)).orElse(now.plusMillis(1));
    return times
        .start(now)
        .or(() -> oldest(selection.orgId()))
        .filter(from -> from.isBefore(shownEnd))
        .map(from ->
            new Span(
                from,
                times.end().orElse(now.plusSeconds(AHEAD_SECONDS)),
                RequestBuckets.of(from, shownEnd, times.zone())));
  }

  private Optional<Instant> oldest(UUID orgId) {
    return session
        .createNativeQuery(
            "select c.id from calls c where c.org_id = :orgId order by c.id limit 1", UUID.class)
        .setParameter("orgId", orgId)
        .uniqueResultOptional()
        .map(Ids::timeOf);
  }

  private List<Row> rows(RequestSelection selection, Span span) {
    return query(session, selection, span, "", Row.class).getResultList();
  }

  private static boolean isSummed(RequestSelection selection, RequestBuckets buckets) {
    return buckets.daily() && RequestConditions.areInSums(selection.filter());
  }

  /// @param before what stands before the statement, as in `explain `
  private static <T> NativeQuery<T> query(
      Session session, RequestSelection selection, Span span, String before, Class<T> type) {
    RequestConditions ofRequests = RequestConditions.ofRequests(selection);
    List<Instant> starts = span.buckets().starts().subList(0, span.buckets().count());
    if (!isSummed(selection, span.buckets())) {
      NativeQuery<T> query =
          session
              .createNativeQuery(before + SINGLE.replace("{requests}", ofRequests.sql()), type)
              .setParameter("orgId", selection.orgId())
              .setParameter("spanFirst", Ids.firstAt(span.from()))
              .setParameter("starts", starts.stream().map(Ids::firstAt).toArray(UUID[]::new));
      ofRequests.bindTo(query);
      return query;
    }
    RequestConditions ofSums = RequestConditions.ofSums(selection);
    NativeQuery<T> query =
        session
            .createNativeQuery(
                before
                    + SUMMED
                        .replace("{sums}", ofSums.sql())
                        .replace("{requests}", ofRequests.sql()),
                type)
            .setParameter("orgId", selection.orgId())
            .setParameter("from", span.from())
            .setParameter("until", span.until())
            .setParameter("spanFirst", Ids.firstAt(span.from()))
            .setParameter("starts", starts.toArray(Instant[]::new));
    ofSums.bindTo(query);
    ofRequests.bindTo(query);
    return query;
  }

  /// How the sums would be read, as PostgreSQL says it.
  public List<String> plan(RequestSelection selection) {
    return span(selection)
        .map(span -> query(session, selection, span, "explain ", String.class).getResultList())
        .orElse(List.of());
  }

  private Times times(RequestSelection selection, Span span) {
    RequestStatus status = selection.filter().status();
    if (status != null && status != RequestStatus.OK) {
      return new Times(null, null, 0);
    }
    RequestConditions conditions = RequestConditions.ofRequests(selection);
    NativeQuery<Times> query =
        session
            .createNativeQuery(TIMES.replace("{requests}", conditions.sql()), Times.class)
            .setParameter("orgId", selection.orgId())
            .setParameter("spanFirst", Ids.firstAt(span.from()))
            .setParameter("most", TIMED_MOST);
    conditions.bindTo(query);
    return query.getSingleResult();
  }

  private static RequestSums sums(List<Row> rows, Times times) {
    Map<RequestOutcome, Long> counts = new EnumMap<>(RequestOutcome.class);
    Money cost = Money.ZERO;
    long prompt = 0;
    long completion = 0;
    for (Row row : rows) {
      counts.merge(outcome(row), row.requests(), Long::sum);
      cost = cost.plus(Money.ofNanos(row.cost()));
      prompt = bounded(prompt, row.promptTokens());
      completion = bounded(completion, row.completionTokens());
    }
    return new RequestSums(
        counts.values().stream().mapToLong(Long::longValue).sum(),
        counts.getOrDefault(RequestOutcome.FAILED, 0L),
        counts.getOrDefault(RequestOutcome.REFUSED, 0L),
        cost,
        prompt,
        completion,
        times.p50(),
        times.p95(),
        times.timed(),
        TIMED_MOST);
  }

  /// What providers report may be anything: as in SQL, no sum is larger than a number can be.
  private static long bounded(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static RequestOutcome outcome(Row row) {
    return RequestStatus.of(row.status()).orElseThrow().outcome();
  }

  private static RequestChart chart(RequestSelection selection, Span span, List<Row> rows) {
    Map<Integer, Map<RequestOutcome, Long>> counts = new HashMap<>();
    for (Row row : rows) {
      counts
          .computeIfAbsent(row.bucket() - 1, _ -> new EnumMap<>(RequestOutcome.class))
          .merge(outcome(row), row.requests(), Long::sum);
    }
    Map<Integer, RequestChart.Counts> bars = new HashMap<>();
    counts.forEach((bar, ofBar) -> bars.put(bar, new RequestChart.Counts(ofBar)));
    return RequestChart.of(span.buckets(), bars, bar -> narrowed(selection, span, bar));
  }

  /// The address of the same list of the time of one bar, as far as the filter reaches.
  private static String narrowed(RequestSelection selection, Span span, int bar) {
    RequestTimes asked = selection.filter().times();
    ZoneId zone = asked.zone();
    Instant start = span.buckets().start(bar);
    Instant end = span.buckets().end(bar);
    Instant first = asked.start(selection.now()).filter(start::isBefore).orElse(start);
    Instant last = asked.end().filter(end::isAfter).orElse(end);
    RequestTimes times =
        span.buckets().daily() && first.equals(start) && last.equals(end)
            ? new RequestTimes(
                TimeRange.ALL,
                LocalDate.ofInstant(start, zone),
                LocalDate.ofInstant(end, zone).minusDays(1),
                zone)
            : new RequestTimes(
                TimeRange.ALL, RequestMoment.of(first), RequestMoment.of(last), zone);
    return new Address(selection.filter().at(times).parameters()).query();
  }
}
