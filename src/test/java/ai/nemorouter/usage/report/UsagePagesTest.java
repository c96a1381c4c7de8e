package ai.nemorouter.usage.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForbiddenException;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.member.MemberRemoval;
import ai.nemorouter.organization.member.OwnedKeys;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The usage page and its file: what they name, where they lead, and what each user sees.
@QuarkusTest
class UsagePagesTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");

  /// A comma that is not within quotes.
  private static final String CELLS = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject Keys keys;
  @Inject Teams teams;
  @Inject MemberRemoval departures;
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
  void namesOfWhatIsGoneStayAndWhatBelongsToNobodyIsCalledSo() {
    UUID team = teams.create(place.owner(), "Skunkworks");
    UUID gone = keys.mint(place.owner(), new NewKey(team, "retired", null, null)).key().id();
    Actor.Person leaver = people.join(place.orgId(), Role.MEMBER);
    recorded.add(
        place,
        now.minusSeconds(60),
        new Request(team, gone, leaver.userId(), "a/b", "acme", "ok", 5, 10));
    recorded.add(
        place, now.minusSeconds(50), new Request(team, gone, null, "a/b", null, "refused", 0, 10));
    keys.revoke(place.owner(), gone);
    teams.archive(place.owner(), team, true);
    departures.remove(place.owner(), leaver.userId(), new OwnedKeys.Revoke());
    Visitor.Person owner = visitor.owner(place.orgId());

    assertThat(page(owner, "group=team")).contains("Skunkworks", "archived");
    assertThat(page(owner, "group=key")).contains("retired", "Skunkworks, revoked");
    assertThat(page(owner, "group=member"))
        .contains(people.email(leaver.userId()), "no member any more", "Unassigned (service keys)");
    assertThat(page(owner, "group=provider")).contains("acme", "Unassigned (no provider)");
  }

  @Test
  void aGroupLeadsToItsRequestsAndIntoItself() {
    recorded.add(place, now.minusSeconds(60), request("link/model", 1));
    recorded.add(place, now.minusSeconds(50), request("link/model-mini", 2));
    recorded.add(
        place,
        now.minusSeconds(40),
        new Request(place.teamId(), key, null, "link/none", null, "refused", 0, 1));
    Visitor.Person owner = visitor.owner(place.orgId());
    List<UsageReport.Group> models = groups(Grouping.MODEL);
    List<UsageReport.Group> providers = groups(Grouping.PROVIDER);

    String requests = linked(owner, "requests" + linkOf(models, "link/model"));
    String refused = linked(owner, "requests" + linkOf(providers, ""));
    String within = linked(owner, "usage" + withinOf(models, "link/model"));

    assertThat(requests).contains("1 request", ">link/model<").doesNotContain("link/model-mini");
    assertThat(refused).contains("1 request", "link/none", "No provider");
    assertThat(within).contains("By provider", "value=\"link/model\"", "$0.000000001");
  }

  @Test
  void filtersCombineAndTheFileHasWhatThePageShows() {
    UUID other =
        keys.mint(place.owner(), new NewKey(place.teamId(), "second", null, null)).key().id();
    Instant at = now.minusSeconds(60);
    recorded.add(place, at, request("f/one", 1_000_000_007L));
    recorded.add(place, at, request("f/two", 2_000_000_000L));
    recorded.add(
        place,
        at,
        new Request(place.teamId(), other, null, "f/one", "acme", "ok", 4_000_000_000L, 5));
    Visitor.Person owner = visitor.owner(place.orgId());
    String query = "group=model&range=30d&key=" + key + "&model=f/one&member=-&provider=acme";

    String page = page(owner, query);
    List<List<String>> lines = lines(owner.browser().get(place.path("usage/report.csv?" + query)));

    assertThat(page).contains("$1.000000007", "f/one").doesNotContain(">f/two<");
    assertThat(lines)
        .singleElement()
        .satisfies(line -> {
          assertThat(line).hasSize(14).contains("\"f/one\"", "1.000000007", "100", "40", "7");
          assertThat(line.getFirst()).isEqualTo("\"" + LocalDate.ofInstant(at, ZONE) + "\"");
        });
    assertThat(page(owner, "group=model&from=" + LocalDate.ofInstant(now, ZONE)))
        .contains("per hour", "f/two");
    assertThat(page(owner, "metric=latency&range=month&team=nonsense&page=x"))
        .contains("Latency p95");
  }

  @Test
  void oneSeesNoMoreThanTheOverviewShows() {
    UUID sales = teams.create(place.owner(), "Sales");
    UUID theirs = keys.mint(place.owner(), new NewKey(sales, "theirs", null, null)).key().id();
    recorded.add(place, now.minusSeconds(60), request("r/own", 1_000_000_000L));
    recorded.add(
        place,
        now.minusSeconds(50),
        new Request(sales, theirs, null, "r/other", "acme", "ok", 2_000_000_000L, 1));
    Actor developer = people.joinTeam(place.orgId(), place.teamId(), Role.DEVELOPER);
    ReportRange range = ReportRange.of("7d", null, null, ZONE, now);

    assertThat(reports.of(developer, query(range, Grouping.TEAM, Metric.SPEND)).total().spend())
        .isEqualTo(Money.ofUsd("1"));
    assertThat(
            reports
                .of(
                    developer,
                    new ReportQuery(
                        range,
                        Grouping.MODEL,
                        Metric.SPEND,
                        new ReportFilter(sales, null, "", "", ""),
                        1))
                .groups()
                .items())
        .isEmpty();
    assertThatThrownBy(() ->
            reports.of(
                new Actor.Person(place.orgId(), Ids.next(), "N", Rights.NONE, false, Origin.INSIDE),
                query(range, Grouping.TEAM, Metric.SPEND)))
        .isInstanceOf(ForbiddenException.class);
    World.Place elsewhere = world.newOrganization();
    Visitor.Person stranger = visitor.owner(elsewhere.orgId());
    assertThat(stranger.browser().get(place.path("usage")).statusCode()).isEqualTo(404);
    assertThat(stranger.browser().get(elsewhere.path("usage?group=key&key=" + theirs)).asString())
        .doesNotContain("theirs", "r/other");
    Visitor.Person nobody = visitor.member(place.orgId(), Role.MEMBER);
    assertThat(nobody.browser().get(place.path("usage/report.csv")).statusCode()).isEqualTo(403);
  }

  private Request request(String model, long nanos) {
    return new Request(place.teamId(), key, null, model, "acme", "ok", nanos, 20);
  }

  private static ReportQuery query(ReportRange range, Grouping grouping, Metric metric) {
    return new ReportQuery(range, grouping, metric, ReportFilter.ALL, 1);
  }

  private List<UsageReport.Group> groups(Grouping grouping) {
    ReportRange range = ReportRange.of("7d", null, null, ZONE, now);
    return reports.of(place.owner(), query(range, grouping, Metric.SPEND)).groups().items();
  }

  static List<List<String>> lines(Response file) {
    assertThat(file.statusCode()).isEqualTo(200);
    List<String> lines = file.asString().lines().toList();
    assertThat(lines.getFirst() + "\r\n").isEqualTo(ReportFile.HEADER);
    return lines.stream().skip(1).map(line -> List.of(line.split(CELLS, -1))).toList();
  }

  private String page(Visitor.Person person, String query) {
    Response page = person.browser().get(place.path("usage?" + query));
    assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
    return page.asString();
  }

  private static String linkOf(List<UsageReport.Group> groups, String id) {
    return groups.stream()
        .filter(group -> group.id().equals(id))
        .findFirst()
        .orElseThrow()
        .requests();
  }

  private static String withinOf(List<UsageReport.Group> groups, String id) {
    return groups.stream()
        .filter(group -> group.id().equals(id))
        .findFirst()
        .orElseThrow()
        .within();
  }

  /// The address is encoded already.
  private String linked(Visitor.Person person, String address) {
    return person.browser().urlEncodingEnabled(false).get(place.path(address)).asString();
  }
}
