package ai.nemorouter.usage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import ai.nemorouter.usage.report.RecordedUsage.Sender;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is said at a glance is what the report says at length.
@QuarkusTest
class UsageSummaryTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());

  @Inject World world;
  @Inject People people;
  @Inject Keys keys;
  @Inject Teams teams;
  @Inject UsageReports reports;
  @Inject UsageSummaries summaries;
  @Inject RecordedUsage recorded;

  private World.Place place;
  private UUID sales;
  private UUID key;
  private UUID second;
  private Instant now;

  @BeforeEach
  void makeAnOrganizationInNewYork() {
    place = world.newOrganization();
    recorded.set(place, ZONE.getId());
    sales = teams.create(place.owner(), "Sales");
    key = keys.mint(place.owner(), new NewKey(place.teamId(), "own", null, null)).key().id();
    second = keys.mint(place.owner(), new NewKey(sales, "second", null, null)).key().id();
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Test
  void figuresAreThoseOfTheReportBeforeAndAfterDaysAreSummedUp() {
    recordAtRandom(now.minus(Duration.ofDays(70)), now);
    recorded.add(place, now.minus(Duration.ofDays(2)), request(place.teamId(), key, "m/0", 7));

    assertSameAsReports();
    await().atMost(Duration.ofMinutes(1)).until(() -> recorded.sumUp(place));
    assertSameAsReports();
  }

  private void assertSameAsReports() {
    Money month = report("month", Grouping.TEAM, Metric.SPEND).total().spend();
    for (String word : List.of("7d", "30d")) {
      for (Grouping grouping : UsageSummary.GROUPINGS) {
        for (Metric metric : UsageSummary.METRICS) {
          UsageReport report = report(word, grouping, metric);
          UsageSummary summary = summaries.of(place.owner(), days(word), grouping, metric);

          assertThat(summary.total()).as("seed %d", SEED).isEqualTo(report.total());
          assertThat(summary.before()).as("seed %d", SEED).isEqualTo(report.before());
          assertThat(summary.month()).as("seed %d", SEED).isEqualTo(month);
          assertThat(summary.chart())
              .as("seed %d, %s by %s", SEED, metric, grouping)
              .isEqualTo(report.chart());
        }
      }
      assertThat(named(summary(word).teams())).isEqualTo(first(word, Grouping.TEAM));
      assertThat(named(summary(word).keys())).isEqualTo(first(word, Grouping.KEY));
      assertThat(named(summary(word).models())).isEqualTo(first(word, Grouping.MODEL));
    }
  }

  @Test
  void hoursAddUpToTheLastTwentyFour() {
    Instant start = now.minus(Duration.ofHours(24));
    recordAtRandom(start.minus(Duration.ofHours(30)), now);
    recorded.add(place, start.minusSeconds(1), request(place.teamId(), key, "m/before", 5));
    recorded.add(place, start.plusMillis(1), request(place.teamId(), key, "m/in", 5));

    UsageSummary summary = summaries.of(place.owner(), hours(), Grouping.MODEL, Metric.REQUESTS);

    long bars = summary.chart().bars().stream().mapToLong(bar -> Long.parseLong(bar.total())).sum();
    assertThat(summary.chart().bars()).hasSize(25);
    assertThat(bars).as("seed %d", SEED).isEqualTo(summary.total().requests());
    assertThat(summary.chart().bars().getFirst().total()).isNotEqualTo("0");
    assertThat(summary.total().plus(summary.before()).requests())
        .isGreaterThan(summary.total().requests());
  }

  @Test
  void latencyAndReasonsAreThoseOfTheLastDay() {
    for (int index = 1; index <= 100; index++) {
      recorded.add(place, now.minusSeconds(index), timed("ok", index * 10));
    }
    recorded.add(place, now.minusSeconds(5), timed("failed", 90_000));
    recorded.add(place, now.minus(Duration.ofHours(25)), timed("ok", 80_000));
    refuse(now.minusSeconds(9), "key_revoked");
    refuse(now.minusSeconds(8), "key_revoked");
    refuse(now.minusSeconds(7), "insufficient_credits");
    refuse(now.minus(Duration.ofHours(25)), "team_archived");

    UsageSummary summary = summary("30d");

    assertThat(summary.latency()).isEqualTo(new Latency(500, 950));
    assertThat(summary.refusals())
        .extracting(UsageSummary.Reason::label, UsageSummary.Reason::count)
        .containsExactly(tuple("Key revoked", 2L), tuple("Insufficient credits", 1L));
    assertThat(summary.refusals().getFirst().requests())
        .isEqualTo("?range=24h&reason=key_revoked&status=refused");
  }

  @Test
  void sharesAreOfTheWholeSpend() {
    recorded.add(place, now, request(place.teamId(), key, "m/most", 7_490));
    recorded.add(place, now, request(sales, second, "m/some", 2_500));
    recorded.add(place, now, request(sales, second, "m/little", 10));
    refuse(now, "key_revoked");

    UsageSummary summary = summary("7d");

    assertThat(summary.models())
        .extracting(UsageSummary.Share::name, UsageSummary.Share::percent)
        .containsExactly(
            tuple("m/most", "75%"),
            tuple("m/some", "25%"),
            tuple("m/little", "<1%"),
            tuple("m/refused", "0%"));
  }

  @Test
  void oneSeesTheSumsOfOnesTeamsOnly() {
    recorded.add(place, now, request(place.teamId(), key, "m/own", 1_000_000_000L));
    recorded.add(place, now, request(sales, second, "m/other", 2_000_000_000L));
    recorded.addRefused(place, now, request(sales, second, "m/other", 0).refused(), "key_expired");
    Actor developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);

    for (SummaryTimes times : List.of(days("7d"), days("30d"), hours())) {
      UsageSummary summary = summaries.of(developer, times, Grouping.KEY, Metric.SPEND);

      assertThat(summary.total().spend()).isEqualTo(Money.ofUsd("1"));
      assertThat(summary.month()).isEqualTo(Money.ofUsd("1"));
      assertThat(summary.latency()).isEqualTo(new Latency(20, 20));
      assertThat(summary.refusals()).isEmpty();
      assertThat(summary.teams()).extracting(UsageSummary.Share::name).containsExactly("Research");
      assertThat(summary.keys()).extracting(UsageSummary.Share::name).containsExactly("own");
      assertThat(summary.models()).extracting(UsageSummary.Share::name).containsExactly("m/own");
      assertThat(summary.chart().series())
          .extracting(StackedChart.Series::name)
          .containsExactly("own");
    }
    assertThatThrownBy(() ->
            summaries.of(
                new Actor.Person(place.orgId(), Ids.next(), "N", Rights.NONE, false, Origin.INSIDE),
                hours(),
                Grouping.TEAM,
                Metric.SPEND))
        .isInstanceOf(ForbiddenException.class);
  }

  private UsageReport report(String word, Grouping grouping, Metric metric) {
    return reports.of(
        place.owner(), new ReportQuery(range(word), grouping, metric, ReportFilter.ALL, 1));
  }

  private UsageSummary summary(String word) {
    return summaries.of(place.owner(), days(word), Grouping.MODEL, Metric.SPEND);
  }

  /// The first ones of a report that is sorted by spend.
  private List<String> first(String word, Grouping grouping) {
    return report(word, grouping, Metric.SPEND).groups().items().stream()
        .filter(group -> !group.figures().equals(UsageFigures.NONE))
        .limit(5)
        .map(group -> group.name() + group.note() + group.figures())
        .toList();
  }

  private static List<String> named(List<UsageSummary.Share> shares) {
    return shares.stream().map(share -> share.name() + share.note() + share.figures()).toList();
  }

  private ReportRange range(String word) {
    return ReportRange.of(word, null, null, ZONE, now);
  }

  private SummaryTimes days(String word) {
    ReportRange range = range(word);
    return new SummaryTimes(
        word,
        range.starts(),
        false,
        now,
        range.previousStart(),
        range.previousEnd(),
        range("month").start());
  }

  private SummaryTimes hours() {
    List<ZonedDateTime> starts = new ArrayList<>();
    ZonedDateTime hour = now.atZone(ZONE).truncatedTo(ChronoUnit.HOURS);
    starts.add(now.atZone(ZONE).minusHours(24));
    for (int ago = 23; ago >= 0; ago--) {
      starts.add(hour.minusHours(ago));
    }
    return new SummaryTimes(
        "24h",
        starts,
        true,
        now,
        now.minus(Duration.ofDays(2)),
        now.minus(Duration.ofHours(24)),
        range("month").start());
  }

  /// Last attempts are not in the future either.
  private void recordAtRandom(Instant from, Instant to) {
    recorded.addAtRandom(
        place,
        List.of(new Sender(place.teamId(), key), new Sender(sales, second)),
        people.join(place.orgId(), Role.MEMBER).userId(),
        from,
        to.minus(RecordedUsage.APART_MAX),
        SEED);
  }

  private void refuse(Instant at, String reason) {
    recorded.addRefused(place, at, request(place.teamId(), key, "m/refused", 0).refused(), reason);
  }

  private Request timed(String status, int milliseconds) {
    return new Request(place.teamId(), key, null, "a/b", "acme", status, 1, milliseconds);
  }

  private static Request request(UUID team, UUID ofKey, String model, long nanos) {
    return new Request(team, ofKey, null, model, "acme", "ok", nanos, 20);
  }
}
