package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Reach;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import ai.nemorouter.usage.summary.RequestChart.Bar;
import ai.nemorouter.usage.summary.RequestSummaries;
import ai.nemorouter.usage.summary.RequestSummary;
import ai.nemorouter.usage.summary.RequestSums;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a list of requests adds up to, in figures and as a chart.
@QuarkusTest
class RequestListSumsTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final Requests.Cursor NEWEST = new Requests.Cursor(null, null);
  private static final RequestLists.Look PLAIN = new RequestLists.Look(false, null, null);

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject Keys keys;
  @Inject Teams teams;
  @Inject RequestLists lists;
  @Inject RequestSummaries summaries;
  @Inject RecordedUsage recorded;
  @Inject TestDatabase database;

  private World.Place place;
  private UUID key;
  private Actor.Person owner;
  private Visitor.Person browsing;
  private Instant now;

  @BeforeEach
  void makeAnOrganizationInNewYork() {
    place = world.newOrganization();
    recorded.set(place, ZONE.getId());
    key = keys.mint(place.owner(), new NewKey(place.teamId(), "own", null, null)).key().id();
    owner = people.join(place.orgId(), Role.OWNER);
    browsing = visitor.owner(place.orgId());
    now = Instant.now();
  }

  @Test
  void aBarSaysWhatBecameOfItsRequestsAndLeadsToThemAlone() {
    Instant at = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5)).plusSeconds(60);
    recorded.add(place, at, request("a/b", "ok", 5));
    recorded.add(place, at, request("a/b", "expired", 5));
    recorded.add(place, at, request("a/b", "ok", 0).refused());
    recorded.add(place, now.minusSeconds(30), request("a/b", "ok", 5));

    RequestSummary summary = summary(times(TimeRange.DAY));

    assertThat(summary.chart().outcomes())
        .containsExactly(RequestOutcome.ANSWERED, RequestOutcome.FAILED, RequestOutcome.REFUSED);
    assertThat(summary.chart().bars()).hasSizeBetween(48, 50);
    Bar bar =
        summary.chart().bars().stream()
            .filter(each -> each.total().equals("3"))
            .findFirst()
            .orElseThrow();
    assertThat(bar.spoken()).endsWith("3 requests, 1 answered, 1 failed, 1 refused");
    assertThat(page(bar.link())).contains("<span>3 requests, newest first</span>");
    assertThat(page("?range=24h"))
        .contains("href=\"" + bar.link().replace("&", "&amp;") + "\"", "Show as a table");
  }

  @Test
  void theSumsAreThoseOfTheRowsWhetherDaysAreSummedUpOrNot() {
    Instant lateOnADay =
        now.atZone(ZONE).minusDays(3).toLocalDate().atStartOfDay(ZONE).toInstant().minusSeconds(5);
    for (int day = 1; day < 20; day++) {
      Instant at = now.minus(Duration.ofDays(day));
      recorded.add(place, at, request("a/b", day % 4 == 0 ? "failed" : "ok", 1_000_000_000L * day));
      recorded.add(place, at, request("c/d", "ok", 7));
      recorded.addRefused(place, at, request("a/b", "ok", 0).refused(), "no_credit");
    }
    recorded.addOfTwoAttempts(
        place,
        lateOnADay,
        request("lost/first", "failed", 11),
        lateOnADay.plusSeconds(10),
        request("a/b", "ok", 13));
    List<RequestFilter> filters =
        List.of(
            times(TimeRange.MONTH),
            filter("status=ok"),
            filter("model=\"a/b\""),
            filter("provider=acme&status=ok"),
            filter("team=" + place.teamId() + "&model=a"));

    List<RequestSums> fromRows = filters.stream().map(each -> summary(each).sums()).toList();
    assertThat(recorded.sumUp(place)).isTrue();
    List<RequestSums> fromDays = filters.stream().map(each -> summary(each).sums()).toList();

    assertThat(fromDays).isEqualTo(fromRows);
    for (int i = 0; i < filters.size(); i++) {
      assertMatches(fromRows.get(i), filters.get(i));
    }
    assertThat(fromRows.getFirst().errorRate()).isEqualTo("10.3%");
  }

  /// The list is read page by page and added up.
  private void assertMatches(RequestSums sums, RequestFilter filter) {
    List<RequestRow> rows = rows(filter);
    assertThat(sums.requests()).as("%s", filter).isEqualTo(rows.size()).isPositive();
    assertThat(sums.cost())
        .isEqualTo(rows.stream().map(RequestRow::cost).reduce(Money.ZERO, Money::plus));
    assertThat(sums.promptTokens())
        .isEqualTo(
            rows.stream()
                .mapToLong(row -> row.promptTokens() == null ? 0 : row.promptTokens())
                .sum());
  }

  private List<RequestRow> rows(RequestFilter filter) {
    List<RequestRow> all = new ArrayList<>();
    Requests.Cursor cursor = NEWEST;
    while (true) {
      RequestPage page = lists.of(owner, filter, cursor, PLAIN).orElseThrow().page();
      all.addAll(page.requests());
      if (page.older() == null) {
        return all;
      }
      cursor = new Requests.Cursor(page.older(), null);
    }
  }

  @Test
  void timesAreOfTheRequestsThatWereAnswered() {
    for (int i = 1; i <= 20; i++) {
      recorded.add(
          place,
          now.minusSeconds(60 + i),
          new Request(place.teamId(), key, null, "a/b", "acme", "ok", 1, i * 100));
    }
    recorded.add(
        place,
        now.minusSeconds(50),
        new Request(place.teamId(), key, null, "a/b", "acme", "failed", 1, 99_000));

    RequestSums sums = summary(times(TimeRange.HOUR)).sums();

    assertThat(sums.p50()).isEqualTo("1.0 s");
    assertThat(sums.p95()).isEqualTo("1.9 s");
    assertThat(sums.isSampled()).isFalse();
    assertThat(page("?range=1h")).contains("21", "4.8%", "1.0 s / 1.9 s", "1 failed, 0 refused");
    assertThat(page("?status=failed")).contains("– / –");
  }

  @Test
  void oneSeesTheSumsOfOnesTeamsAlone() {
    UUID sales = teams.create(place.owner(), "Sales");
    UUID other = keys.mint(place.owner(), new NewKey(sales, "other", null, null)).key().id();
    recorded.add(place, now.minusSeconds(9), request("a/b", "ok", 1));
    recorded.add(
        place, now.minusSeconds(8), new Request(sales, other, null, "a/b", "acme", "ok", 2, 1));
    Actor.Person developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);

    RequestList list = lists.of(developer, RequestFilter.ALL, NEWEST, PLAIN).orElseThrow();

    assertThat(list.summary())
        .isNotNull()
        .extracting(summary -> summary.sums().requests())
        .isEqualTo(1L);
    assertThat(list.bar().choices().keys())
        .extracting(RequestFilterChoices.Choice::name)
        .containsExactly("own (Research)");
    assertThat(list.bar().choices().members()).isEmpty();
  }

  @Test
  void wholeDaysAreReadFromTheirSumsAndShortSpansFromAnIndexOfTheirTime() {
    for (int day = 1; day < 20; day++) {
      recorded.add(place, now.minus(Duration.ofDays(day)), request("a/b", "ok", 1));
    }

    List<String> month = plan(times(TimeRange.MONTH));
    List<String> hour = plan(times(TimeRange.HOUR));
    List<String> reason = plan(filter("reason=no_credit&range=30d"));

    assertThat(month).anyMatch(line -> line.contains("usage_days"));
    assertThat(hour)
        .noneMatch(line -> line.contains("usage_days"))
        .noneMatch(line -> line.contains("Seq Scan on calls"))
        .anyMatch(line -> line.contains("Index Cond") && line.contains("id >="));
    assertThat(reason)
        .anyMatch(line -> line.contains("reason_id_idx") || line.contains("calls_reason"));
  }

  private List<String> plan(RequestFilter filter) {
    return database.inOrganization(
        place.orgId(),
        () -> {
          database.useSql(sql -> sql.execute("set local enable_seqscan = off"));
          return summaries.plan(
              new RequestSelection(place.orgId(), Reach.EVERYWHERE, filter, NEWEST, Instant.now()));
        });
  }

  private Request request(String model, String status, long nanos) {
    return new Request(place.teamId(), key, null, model, "acme", status, nanos, 10);
  }

  private RequestSummary summary(RequestFilter filter) {
    return summaries.of(owner, filter, Instant.now()).orElseThrow();
  }

  private static RequestFilter times(TimeRange range) {
    return RequestFilter.ALL.at(new RequestTimes(range, "", "", ZONE));
  }

  private static RequestFilter filter(String query) {
    Map<String, String> given = new HashMap<>();
    for (String each : query.split("&", -1)) {
      given.put(each.replaceAll("=.*", ""), each.replaceAll("^[^=]*=", ""));
    }
    return new RequestFilter.InAddress(
            given.getOrDefault("status", ""),
            given.getOrDefault("team", ""),
            "",
            given.getOrDefault("model", ""),
            "",
            given.getOrDefault("range", "30d"),
            "",
            "",
            "",
            "",
            given.getOrDefault("provider", ""),
            given.getOrDefault("reason", ""))
        .filter(ZONE);
  }

  private Response get(String query) {
    return browsing.browser().urlEncodingEnabled(false).get(place.path("requests" + query));
  }

  private String page(String query) {
    Response answer = get(query.replace("\"", "%22"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.asString();
  }
}
