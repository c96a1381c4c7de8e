package ai.nemorouter.usage.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Totals;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import ai.nemorouter.usage.report.RecordedUsage.Sender;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reports agree with the books, for those who may see the overview.
@QuarkusTest
class UsageReportTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  private static final int COST = 5;

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject Keys keys;
  @Inject Teams teams;
  @Inject Totals totals;
  @Inject UsageReports reports;
  @Inject RecordedUsage recorded;

  private World.Place place;
  private UUID key;
  private Instant now;

  @BeforeEach
  void makeAnOrganizationInNewYork() {
    place = world.newOrganization();
    recorded.set(place, ZONE.getId());
    key = keys.mint(place.owner(), new NewKey(place.teamId(), "own", null, null)).key().id();
    now = Instant.now();
  }

  @Test
  void daysAddUpToTheRangeAndGroupsToTheTotalWhereClocksAreMoved() {
    LocalDate moved =
        ZONE.getRules()
            .previousTransition(now.minus(10, ChronoUnit.DAYS))
            .getInstant()
            .atZone(ZONE)
            .toLocalDate();
    ReportRange range = ReportRange.between(moved.minusDays(3), moved.plusDays(3), ZONE, now);
    recordAtRandom(range.start().minus(Duration.ofDays(9)), range.end().plus(Duration.ofDays(1)));
    Totals.Sums books = totals.of(place.orgId(), range.start(), range.end());
    Totals.Sums booksBefore = totals.of(place.orgId(), range.previousStart(), range.start());

    for (Grouping grouping : Grouping.values()) {
      UsageReport report = reports.of(place.owner(), query(range, grouping, Metric.SPEND));

      assertThat(report.total().spend()).as("seed %d", SEED).isEqualTo(books.spend());
      assertThat(report.total().requests()).isEqualTo(books.requests());
      assertThat(report.total().errors()).isEqualTo(books.errors());
      assertThat(report.total().refusals()).isEqualTo(books.refusals());
      assertThat(report.before().spend()).isEqualTo(booksBefore.spend());
      assertThat(report.before().requests()).isEqualTo(booksBefore.requests());
      assertThat(sum(groups(range, grouping))).isEqualTo(report.total());
      assertThat(report.chart().bars()).hasSize(7);
      assertThat(fileByDay(range, grouping))
          .isEqualTo(
              report.chart().bars().stream()
                  .filter(bar -> !bar.total().equals("$0.00"))
                  .collect(
                      Collectors.toMap(
                          StackedChart.Bar::label,
                          bar ->
                              new BigDecimal(bar.total().replaceAll("[$,]", ""))
                                  .stripTrailingZeros())));
    }
  }

  @Test
  void aDayOnWhichClocksAreMovedHasItsHours() {
    Instant change =
        ZONE.getRules().previousTransition(now.minus(10, ChronoUnit.DAYS)).getInstant();
    LocalDate moved = change.atZone(ZONE).toLocalDate();
    ReportRange range = ReportRange.between(moved, moved, ZONE, now);
    long hours = Duration.between(range.start(), range.end()).toHours();
    recordAtRandom(range.start().minusSeconds(9_000), range.end().plusSeconds(9_000));

    UsageReport report = reports.of(place.owner(), query(range, Grouping.KEY, Metric.REQUESTS));

    assertThat(hours).isIn(23L, 25L);
    assertThat(report.chart().bars()).hasSize((int) hours);
    assertThat(report.chart().bars().stream().mapToLong(bar -> Long.parseLong(bar.total())).sum())
        .isEqualTo(totals.of(place.orgId(), range.start(), range.end()).requests());
  }

  @Test
  void aLongRangeIsChartedByMonthAndOneThatIsTooLongIsShortened() {
    LocalDate today = LocalDate.ofInstant(now, ZONE);
    ReportRange range = ReportRange.of("", today.minusDays(3_000), today, ZONE, now);

    assertThat(range.shortened()).isTrue();
    assertThat(range.first()).isEqualTo(today.minusDays(365));
    assertThat(range.unit()).isEqualTo(ReportRange.Unit.MONTH);
    assertThat(range.starts()).hasSizeBetween(12, 13);
    assertThat(range.starts().getFirst().toLocalDate()).isEqualTo(range.first());
  }

  @Test
  void aPeriodUnderWayIsComparedUpToTheSameTime() {
    Instant noon = LocalDate.ofInstant(now, ZONE).atTime(12, 0).atZone(ZONE).toInstant();
    ReportRange range = ReportRange.of("7d", null, null, ZONE, noon);
    recorded.add(place, noon.minus(1, ChronoUnit.HOURS), request("a/b", 3_000_000_000L));
    recorded.add(
        place, noon.minus(Duration.ofDays(7).plusHours(1)), request("a/b", 1_000_000_000L));
    recorded.add(place, noon.minus(Duration.ofDays(7).minusHours(1)), request("a/b", 900_000_000L));

    UsageReport report = reports.of(place.owner(), query(range, Grouping.MODEL, Metric.SPEND));

    assertThat(report.total().spend()).isEqualTo(Money.ofUsd("3"));
    assertThat(report.before().spend()).isEqualTo(Money.ofUsd("1"));
    assertThat(report.spendChange()).isEqualTo("+$2.00 (+200%)");
    assertThat(range.previous()).isEqualTo("the 7 days before, up to the same time");
    assertThat(report.groups().items())
        .singleElement()
        .satisfies(group -> assertThat(group.change()).isEqualTo("+$2.00 (+200%)"));
  }

  @Test
  void latencyIsThatOfAnsweredRequestsOnly() {
    Instant at = now.minus(2, ChronoUnit.DAYS);
    for (int index = 1; index <= 100; index++) {
      recorded.add(place, at, timed("ok", index * 10));
    }
    recorded.add(place, at, timed("failed", 90_000));
    ReportRange range = ReportRange.of("7d", null, null, ZONE, now);

    UsageReport report = reports.of(place.owner(), query(range, Grouping.KEY, Metric.LATENCY));

    assertThat(report.latency()).isEqualTo(new Latency(500, 950));
    assertThat(report.groups().items())
        .singleElement()
        .satisfies(group -> assertThat(group.latency()).isEqualTo(new Latency(500, 950)));
    assertThat(report.chart().bars())
        .filteredOn(bar -> !bar.parts().isEmpty())
        .singleElement()
        .satisfies(bar -> assertThat(bar.figures()).containsExactly("500 ms", "450 ms"));
  }

  @Test
  void manyGroupsAreChartedAsTheFirstOnesAndAllOthers() {
    Instant at = now.minus(1, ChronoUnit.DAYS);
    IntStream.range(0, 30)
        .forEach(index ->
            recorded.add(place, at, request("many/m-" + index, 1_000_000_000L * (index + 1))));
    ReportRange range = ReportRange.of("7d", null, null, ZONE, now);

    UsageReport report = reports.of(place.owner(), query(range, Grouping.MODEL, Metric.SPEND));

    assertThat(report.groups().found()).isEqualTo(30);
    assertThat(report.groups().items()).hasSize(25);
    assertThat(report.groups().items().getFirst().name()).isEqualTo("many/m-29");
    assertThat(report.chart().series())
        .hasSize(StackedChart.TONES + 1)
        .last()
        .isEqualTo(new StackedChart.Series(StackedChart.TONES + 1, "All others"));
    assertThat(report.total().spend()).isEqualTo(Money.ofUsd("465"));
    assertThat(report.chart().bars().get(5).total()).isEqualTo("$465.00");
  }

  private void recordAtRandom(Instant from, Instant to) {
    UUID sales = teams.create(place.owner(), "Sales");
    UUID second = keys.mint(place.owner(), new NewKey(sales, "second", null, null)).key().id();
    UUID member = people.join(place.orgId(), Role.MEMBER).userId();
    recorded.addAtRandom(
        place,
        List.of(new Sender(place.teamId(), key), new Sender(sales, second)),
        member,
        from,
        to,
        SEED);
  }

  private Request request(String model, long nanos) {
    return new Request(place.teamId(), key, null, model, "acme", "ok", nanos, 20);
  }

  private Request timed(String status, int milliseconds) {
    return new Request(place.teamId(), key, null, "a/b", "acme", status, 1, milliseconds);
  }

  private static ReportQuery query(ReportRange range, Grouping grouping, Metric metric) {
    return new ReportQuery(range, grouping, metric, ReportFilter.ALL, 1);
  }

  /// Of all pages.
  private List<UsageReport.Group> groups(ReportRange range, Grouping grouping) {
    List<UsageReport.Group> all = new ArrayList<>();
    for (int page = 1; ; page++) {
      UsageReport report =
          reports.of(
              place.owner(),
              new ReportQuery(range, grouping, Metric.SPEND, ReportFilter.ALL, page),
              4);
      all.addAll(report.groups().items());
      if (report.groups().items().size() < 4) {
        return all;
      }
    }
  }

  private static UsageFigures sum(List<UsageReport.Group> groups) {
    return groups.stream()
        .map(UsageReport.Group::figures)
        .reduce(UsageFigures.NONE, UsageFigures::plus);
  }

  /// What the file says of each day, by the day's name on the chart.
  private Map<String, BigDecimal> fileByDay(ReportRange range, Grouping grouping) {
    Visitor.Person owner = visitor.owner(place.orgId());
    String query =
        "?group=%s&from=%s&until=%s".formatted(grouping.word(), range.first(), range.last());
    return UsagePagesTest.lines(owner.browser().get(place.path("usage/report.csv" + query)))
        .stream()
        .filter(line -> !line.get(COST).equals("0"))
        .collect(
            Collectors.groupingBy(
                line ->
                    range.label(
                        LocalDate.parse(line.getFirst().replace("\"", "")).atStartOfDay(ZONE)),
                Collectors.collectingAndThen(
                    Collectors.reducing(
                        BigDecimal.ZERO, line -> new BigDecimal(line.get(COST)), BigDecimal::add),
                    BigDecimal::stripTrailingZeros)));
  }
}
