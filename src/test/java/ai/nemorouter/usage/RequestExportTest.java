package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.gateway.GatewayWorld.Caller;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.export.RequestExports;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The exported file of requests agrees with the books, and is available to those who may see the
/// list.
@QuarkusTest
class RequestExportTest {
  private static final int COST = 21;
  private static final int COLUMNS = 29;

  private final World world;
  private final GatewayWorld gateway;
  private final Visitor visitor;
  private final Keys keys;
  private final Teams teams;
  private final Spend spend;
  private final TestDatabase database;

  private World.Place place;
  private Visitor.Person owner;

  RequestExportTest(
      World world,
      GatewayWorld gateway,
      Visitor visitor,
      Keys keys,
      Teams teams,
      Spend spend,
      TestDatabase database) {
    this.world = world;
    this.gateway = gateway;
    this.visitor = visitor;
    this.keys = keys;
    this.teams = teams;
    this.spend = spend;
    this.database = database;
  }

  @BeforeEach
  void signIn() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
  }

  @Test
  void aRequestOfTheGatewayIsOneLineWithItsCost() {
    String model =
        gateway.serve("exported", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));
    Caller caller = gateway.callerWithCredit("1");
    String requestId =
        GatewayWorld.header(
            gateway.post(caller.secret(), GatewayWorld.chat(model, "")), "x-nemo-request-id");
    gateway.assertBooksBalance(caller);

    Response file = export(visitor.owner(caller.place().orgId()), caller.place(), "");

    assertThat(file.header("content-disposition")).contains("requests.csv");
    assertThat(file.contentType()).startsWith("text/csv");
    assertThat(lines(file)).hasSize(1);
    assertThat(lines(file).getFirst())
        .contains("\"" + requestId + "\",\"ok\",,200,\"chat\",\"scripted/exported\"")
        .contains(",\"Test\",", ",\"Research\",", ",12,0,5,", ",0.000062,\"catalog\",false,1,");
  }

  @Test
  void longRecordsComeWholeAndAddUpToWhatWasPaid() {
    int count = RequestExports.PORTION + 7;
    UUID key = world.newKey(place);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            IntStream.range(0, count)
                .forEach(index ->
                    handle.execute(
                        """
                        insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model,
                          streamed, cost, cost_source)
                        values (?, ?, ?, ?, now(), 'ok', 'demo/haiku-small', false, ?, 'catalog')
                        """,
                        place.orgId(),
                        Ids.next(),
                        place.teamId(),
                        key,
                        Money.ofNanos(1_000L + index))));

    List<String> lines = lines(export(owner, place, ""));

    Instant now = Instant.now();
    Money spent = spend.ofCredit(place.owner(), new Spend.Span(now.minusSeconds(3_600), now));
    assertThat(lines).hasSize(count).doesNotHaveDuplicates();
    assertThat(lines).allMatch(line -> line.split(",", -1).length == COLUMNS);
    assertThat(
            lines.stream()
                .map(line -> new BigDecimal(line.split(",", -1)[COST]))
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(spent.usd());
  }

  @Test
  void namesOfWhatIsGoneStayAndComputeNothing() {
    UUID team = teams.create(place.owner(), "=HYPERLINK(\"evil\")");
    UUID key = keys.mint(place.owner(), new NewKey(team, "@SUM(A1)", null, null)).key().id();
    record(team, key, "1");
    keys.revoke(place.owner(), key);
    teams.archive(place.owner(), team, true);

    assertThat(lines(export(owner, place, "")))
        .singleElement()
        .asString()
        .contains("\"'@SUM(A1)\"", "\"'=HYPERLINK(\"\"evil\"\")\"");
  }

  @Test
  void whatTheListIsNarrowedToIsWhatTheFileHas() {
    UUID team = teams.create(place.owner(), "Sales");
    UUID own = world.newKey(place);
    UUID other = keys.mint(place.owner(), new NewKey(team, "other", null, null)).key().id();
    record(place.teamId(), own, "1");
    record(team, other, "2");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);

    assertThat(lines(export(owner, place, ""))).hasSize(2);
    assertThat(lines(export(owner, place, "?team=" + team)))
        .singleElement()
        .asString()
        .contains("\"other\"");
    assertThat(lines(export(owner, place, "?key=" + own + "&status=ok"))).hasSize(1);
    assertThat(lines(export(owner, place, "?status=refused"))).isEmpty();
    for (String days :
        List.of("?from=" + today.minusDays(1), "?until=" + today.plusDays(1), "?range=1h")) {
      assertThat(lines(export(owner, place, days))).as(days).hasSize(2);
      assertThat(owner.browser().get(place.path("requests" + days)).asString()).contains("other");
    }
    for (String days : List.of("?from=" + today.plusDays(2), "?until=" + today.minusDays(2))) {
      assertThat(lines(export(owner, place, days))).as(days).isEmpty();
      assertThat(owner.browser().get(place.path("requests" + days)).asString())
          .contains("No request matches");
    }
    assertThat(owner.browser().get(place.path("requests?team=" + team)).asString())
        .contains("action=\"" + place.path("requests/exports") + "?team=" + team + "\"");
    assertThat(owner.browser().get(place.path("audit?action=request.exported")).asString())
        .contains("Exported requests");
  }

  /// A day begins and ends where the organization's does.
  @Test
  void daysAreThoseOfTheOrganization() {
    ZoneId zone = ZoneId.of("America/New_York");
    RequestTimes day =
        new RequestTimes(TimeRange.ALL, LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 1), zone);

    assertThat(day.firstId(Instant.now()))
        .contains(Ids.firstAt(Instant.parse("2026-11-01T04:00:00Z")));
    assertThat(day.endId())
        .as("twenty-five hours later, because clocks are set back")
        .contains(Ids.firstAt(Instant.parse("2026-11-02T05:00:00Z")));
    assertThat(RequestTimes.day("2026-02-30")).isNull();
    assertThat(RequestTimes.day("+999999-01-01")).isNull();
  }

  @Test
  void oneGetsNoMoreThanOneSeesInTheList() {
    UUID team = teams.create(place.owner(), "Sales");
    UUID other = keys.mint(place.owner(), new NewKey(team, "other", null, null)).key().id();
    record(place.teamId(), world.newKey(place), "1");
    record(team, other, "2");
    Visitor.Person developer = visitor.member(place.orgId(), Role.MEMBER);
    assign(developer, place.teamId());
    Visitor.Person nobody = visitor.member(place.orgId(), Role.MEMBER);
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());

    assertThat(lines(export(developer, place, "")))
        .singleElement()
        .asString()
        .contains("\"Research\"");
    assertThat(lines(export(developer, place, "?team=" + team))).isEmpty();
    assertThat(export(nobody, place, "").statusCode()).isEqualTo(403);
    assertThat(export(stranger, place, "").statusCode()).isEqualTo(404);
  }

  private void record(UUID team, UUID key, String usd) {
    world.recordCall(
        new World.Place(place.orgId(), team, place.owner(), place.automation()),
        key,
        Money.ofUsd(usd));
  }

  private void assign(Visitor.Person person, UUID team) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                """
                insert into team_members (org_id, team_id, user_id, role)
                select ?, ?, id, 'developer' from users where email = ?
                """,
                place.orgId(),
                team,
                person.email()));
  }

  private static Response export(Visitor.Person person, World.Place place, String query) {
    return person.browser().post(place.path("requests/exports" + query));
  }

  /// Without the first, which names the columns.
  private static List<String> lines(Response file) {
    assertThat(file.statusCode()).isEqualTo(200);
    List<String> lines = file.asString().lines().toList();
    assertThat(lines.getFirst().split(",", -1)).hasSize(COLUMNS).contains("cost_usd", "team");
    return lines.subList(1, lines.size());
  }
}
