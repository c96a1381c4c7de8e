package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.platform.list.Address;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.report.RecordedUsage;
import ai.nemorouter.usage.report.RecordedUsage.Request;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The list of requests as people work with it: what narrows it, and how one goes on from there.
@QuarkusTest
class RequestListTest {
  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final int FEW = 5;
  private static final int MANY = 50;
  private static final Requests.Cursor NEWEST = new Requests.Cursor(null, null);
  private static final RequestLists.Look PLAIN = new RequestLists.Look(false, null, null);
  private static final Pattern CROSS = Pattern.compile("class=\"chip-cross\" href=\"[^\"]*\"");

  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject Keys keys;
  @Inject RequestLists lists;
  @Inject RecordedUsage recorded;
  @Inject @PersistenceUnitExtension Statements statements;

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
  void eachFilterIsAChipWhoseCrossTakesAwayThatOneAlone() {
    recorded.add(place, now.minusSeconds(60), request("chip/model", "failed", 1));
    Map<String, String> filters =
        Map.of(
            "status", "failed",
            "team", place.teamId().toString(),
            "key", key.toString(),
            "member", "-",
            "model", "\"chip/model\"",
            "provider", "acme",
            "from", "2026-01-01",
            "until", "2099-01-01T10:30");
    String query = new Address(filters).query();

    String page = page(query);

    assertThat(page)
        .contains("Status:", "Failed", "Team:", "Research", "Key:", "own (Research)", "Member:")
        .contains("Unassigned (service keys)", "Model:", "chip/model", "Provider:", "acme")
        .contains("From:", "1 Jan 2026", "Until:", "1 Jan 2099, 10:30", "Clear all", "1 request");
    List<String> crosses = crosses(page);
    assertThat(crosses).hasSize(filters.size());
    for (String name : filters.keySet()) {
      assertThat(crosses)
          .filteredOn(cross -> !cross.matches(".*[?;]" + name + "=.*"))
          .as("a cross that takes %s away", name)
          .singleElement()
          .asString()
          .satisfies(cross -> assertThat(cross.split("&", -1)).hasSize(filters.size() - 1));
    }
    assertThat(page("")).doesNotContain("chip-cross", "Clear all");
  }

  @Test
  void theReasonOfARefusalAndTheSecondStandInTheRow() {
    Instant at = now.minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.DAYS).plusSeconds(3_723);
    recorded.addRefused(place, at, request("a/b", "ok", 0).refused(), "key_revoked");

    String page = page("");

    assertThat(page).contains(">Key revoked</small>");
    assertThat(page).containsPattern(">\\d+ \\w+(?: \\d{4})?, \\d\\d:02:03</time>");
    assertThat(page("?reason=key_revoked")).contains("1 request", "Reason:");
    assertThat(page("?reason=no_credit")).contains("No request matches");
  }

  @Test
  void aSpanMayBeginAndEndAtAnyTimeOfTheOrganizationsZoneOrOfUtc() {
    Instant at = Instant.parse("2026-11-20T15:30:00Z");
    recorded.add(place, at, request("a/b", "ok", 1));

    assertThat(page("?from=2026-11-20T10:30&until=2026-11-20T10:31")).contains("1 request");
    assertThat(page("?from=2026-11-20T15:30:00Z&until=2026-11-20T15:30:01Z")).contains("1 request");
    assertThat(page("?from=2026-11-20T10:31")).contains("No request matches");
    assertThat(page("?until=2026-11-20T10:30")).contains("No request matches");
    assertThat(page("?until=2026-11-20T99:99")).as("what nobody can mean").contains("1 request");
  }

  @Test
  void theListTakesAsManyStatementsForManyRowsAsForFew() {
    addRequests(FEW);
    long few = statements.of(() -> shown().requests().size(), FEW);
    addRequests(MANY - FEW);
    long many = statements.of(() -> shown().requests().size(), MANY);

    assertThat(many).isEqualTo(few).isPositive();
  }

  private RequestPage shown() {
    return lists.of(owner, RequestFilter.ALL, NEWEST, PLAIN).orElseThrow().page();
  }

  private void addRequests(int count) {
    IntStream.range(0, count)
        .forEach(i -> recorded.add(place, now.minusSeconds(100 + i), request("a/b", "ok", 1)));
  }

  @Test
  void aLiveListAsksForWhatCameMeanwhileAndMarksIt() {
    recorded.add(place, now.minusSeconds(60), request("old/model", "ok", 1));
    UUID newest = shown().requests().getFirst().id();
    String still = page("");
    String live = page("?live=on");

    assertThat(still).contains("href=\"?live=on\"", ": off, turn on");
    assertThat(live)
        .contains(": on, turn off", "hx-trigger=\"every 5s, live:resume\"")
        .contains("hx-get=\"" + place.path("requests") + "?live=on&amp;seen=" + newest + "\"")
        .doesNotContain("row-new");
    assertThat(get("?live=on&seen=" + newest).statusCode()).as("nothing came").isEqualTo(204);

    recorded.add(place, now.minusSeconds(1), request("new/model", "ok", 1));
    String later = page("?live=on&seen=" + newest);

    assertThat(later.split("class=\"row-new\"", -1)).as("one row is new").hasSize(2);
    assertThat(later).contains("new/model", "old/model");
    assertThat(still).doesNotContain("data-live hx-get");
  }

  @Test
  void aRowOpensBesideTheListAndItsAddressOpensItAgain() {
    recorded.add(place, now.minusSeconds(60), request("a/b", "ok", 1));
    UUID id = shown().requests().getFirst().id();
    String address = place.path("requests/" + id);

    String plain = page("");
    String selected = page("?selected=" + id);

    assertThat(plain)
        .contains("href=\"" + address + "\"", "data-panel-open=\"" + id + "\"")
        .doesNotContain("hx-trigger=\"load\"");
    assertThat(selected).contains("hx-trigger=\"load\"", "hx-get=\"" + address + "\"");
    assertThat(selected).containsPattern("id=\"request-" + id + "\"[^>]*aria-current=\"true\"");
    assertThat(browsing.browser().get(address).asString())
        .as("what the panel takes of the page")
        .contains("id=\"request-detail\"");
  }

  private Request request(String model, String status, long nanos) {
    return new Request(place.teamId(), key, null, model, "acme", status, nanos, 10);
  }

  private Response get(String query) {
    return browsing.browser().urlEncodingEnabled(false).get(place.path("requests" + query));
  }

  private String page(String query) {
    Response answer = get(query.replace("\"", "%22"));
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.asString();
  }

  private static List<String> crosses(String page) {
    return CROSS.matcher(page).results().map(MatchResult::group).toList();
  }
}
