package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.gateway.GatewayWorld;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.Teams;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.Requests;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The search over an organization, as a page and as the list in the command palette.
@QuarkusTest
class SearchTest {
  private static final Part OWNER = new Part(Role.OWNER, null);
  private static final Pattern HIT =
      Pattern.compile("class=\"(?:hit|palette-option)\"[^>]* href=\"([^\"]+)\"");

  private final World world;
  private final Cast cast;
  private final Visitor visitor;
  private final Keys keys;
  private final Teams teams;
  private final Requests requests;
  private final GatewayWorld gateway;

  private World.Place place;
  private Key key;

  SearchTest(
      World world,
      Cast cast,
      Visitor visitor,
      Keys keys,
      Teams teams,
      Requests requests,
      GatewayWorld gateway) {
    this.world = world;
    this.cast = cast;
    this.visitor = visitor;
    this.keys = keys;
    this.teams = teams;
    this.requests = requests;
    this.gateway = gateway;
  }

  @BeforeEach
  void makeAKeyWithARequest() {
    place = world.newOrganization();
    key = keys.mint(place.owner(), new NewKey(place.teamId(), "zeppelin", null, null)).key();
    world.recordCall(place, key.id(), Money.ofUsd("0.01"));
  }

  @Test
  void pagesTeamsKeysPeopleAndModelsAreFoundByAPartOfTheirName() {
    String model =
        gateway.serve("search", wire -> wire.json(200, GatewayWorld.ANSWER.formatted("")));

    assertThat(hits(OWNER, "audit")).containsExactly(place.path("audit"));
    assertThat(hits(OWNER, "RESEAR")).contains(place.path("teams/" + place.teamId()));
    assertThat(hits(OWNER, "zeppel")).containsExactly(place.path("keys/" + key.id()));
    assertThat(hits(OWNER, key.label())).containsExactly(place.path("keys/" + key.id()));
    assertThat(hits(OWNER, "lovelace"))
        .isNotEmpty()
        .allMatch(hit -> hit.startsWith(place.path("members/")));
    assertThat(hits(OWNER, model)).containsExactly(place.path("models/" + model));
  }

  @Test
  void aRequestIsFoundByEachNameItGoesBy() {
    UUID id = requests.latest(place.owner(), 1).getFirst().id();
    String hex = id.toString().replace("-", "");

    for (String name : List.of("req_" + hex, "gen-" + hex, id.toString(), "call " + id)) {
      assertThat(hits(OWNER, name)).as(name).containsExactly(place.path("requests/" + id));
    }
    assertThat(hits(OWNER, "chatcmpl-9f8e7d6c5b"))
        .containsExactly(place.path("requests?id=chatcmpl-9f8e7d6c5b"));
    assertThat(hits(OWNER, "key " + key.id())).containsExactly(place.path("keys/" + key.id()));
  }

  @Test
  void nobodyFindsWhatTheyMayNotSee() {
    UUID requestId = requests.latest(place.owner(), 1).getFirst().id();
    UUID otherTeam = teams.create(place.owner(), "Observatory");
    Key otherKey =
        keys.mint(place.owner(), new NewKey(otherTeam, "zeppelin two", null, null)).key();
    Part developer = new Part(Role.MEMBER, Role.DEVELOPER);
    Part member = new Part(Role.MEMBER, null);
    Part billing = new Part(Role.BILLING, null);

    assertThat(hits(developer, "zeppelin")).containsExactly(place.path("keys/" + key.id()));
    assertThat(hits(developer, otherKey.id().toString())).isEmpty();
    assertThat(hits(developer, "observatory")).isEmpty();
    assertThat(hits(developer, "lovelace")).isEmpty();
    assertThat(hits(developer, "audit")).isEmpty();
    assertThat(hits(member, "zeppelin")).isEmpty();
    assertThat(hits(member, requestId.toString())).isEmpty();
    assertThat(hits(billing, "zeppelin")).isEmpty();
    assertThat(hits(billing, requestId.toString())).hasSize(1);
  }

  @Test
  void nothingOfAnotherOrganizationIsFound() {
    UUID requestId = requests.latest(place.owner(), 1).getFirst().id();
    World.Place elsewhere = world.newOrganization();
    String stranger = cast.signIn(elsewhere, OWNER);

    for (String text :
        List.of("zeppelin", key.id().toString(), requestId.toString(), place.teamId().toString())) {
      assertThat(hits(search(stranger, elsewhere, text, ""))).as(text).isEmpty();
    }
    assertThat(search(stranger, place, "zeppelin", "").statusCode()).isEqualTo(404);
  }

  @Test
  void itSaysWhatCanBeSearchedAndThatNothingWasFound() {
    assertThat(search(OWNER, "").asString())
        .contains("You can search: pages, teams, keys")
        .doesNotContain("Nothing found");
    assertThat(search(new Part(Role.MEMBER, null), "").asString())
        .contains("You can search: pages, models.");
    assertThat(search(OWNER, "no such thing").asString())
        .contains("Nothing found for “no such thing”");
  }

  @Test
  void whatIsTypedIsText() {
    Response page = search(OWNER, "<b>%_\\");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.asString()).contains("“&lt;b&gt;%_\\”").doesNotContain("<b>");
    assertThat(hits(page)).isEmpty();
    assertThat(search(OWNER, "x".repeat(300)).statusCode()).isEqualTo(200);
  }

  @Test
  void thePaletteGetsTheListAloneAndTheSearchPageNeedsNoScript() {
    String session = cast.signIn(place, OWNER);
    String list = search(session, place, "zeppelin", "palette-results").asString();
    String page = search(session, place, "zeppelin", "").asString();

    assertThat(list)
        .contains("role=\"listbox\"")
        .contains("role=\"option\"")
        .doesNotContain("<html");
    assertThat(page)
        .contains("<h1>Search</h1>")
        .contains("action=\"" + place.path("search") + "\"")
        .contains("value=\"zeppelin\"");
    assertThat(
            hits(
                RestAssured.given()
                    .cookie("__Host-nemo-session", session)
                    .get(place.path("search?search=zeppelin"))))
        .containsExactly(place.path("keys/" + key.id()));
    assertThat(page).contains("href=\"" + place.path("search") + "\" data-palette-open");
  }

  @Test
  void anOperatorFindsOrganizationsAccountsAndPagesOfTheAdministration() {
    Visitor.Person operator = visitor.operator();

    assertThat(hits(operator.browser().get("/operator/search?search=ledger")))
        .containsExactly("/operator/books");
    assertThat(hits(operator.browser().get("/operator/search?search=" + place.orgId())))
        .containsExactly("/o/" + place.slug());
    assertThat(
            hits(operator.browser().queryParam("search", operator.email()).get("/operator/search")))
        .singleElement()
        .asString()
        .startsWith("/operator/people/");
    assertThat(hits(operator.browser().get(place.path("search?search=ledger"))))
        .containsExactly("/operator/books");
  }

  private List<String> hits(Part part, String text) {
    return hits(search(part, text));
  }

  private static List<String> hits(Response page) {
    return HIT.matcher(page.asString()).results().map(hit -> hit.group(1)).toList();
  }

  private Response search(Part part, String text) {
    return search(cast.signIn(place, part), place, text, "");
  }

  private static Response search(String session, World.Place where, String text, String target) {
    return RestAssured.given()
        .cookie("__Host-nemo-session", session)
        .header("HX-Target", target)
        .queryParam("search", text)
        .get(where.path("search"));
  }
}
