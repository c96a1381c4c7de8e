package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.testsupport.Cast;
import ai.nemorouter.testsupport.Cast.Part;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The menu, the tabs and the breadcrumbs, and what is carried along from page to page.
@QuarkusTest
class NavigationTest {
  private static final int OK = 200;
  private static final Part OWNER = new Part(Role.OWNER, null);
  private static final Pattern ENTRY =
      Pattern.compile(
          "class=\"nav-link\" href=\"([^\"]+)\"[^>]*>.*?<span>([^<]+)</span>", Pattern.DOTALL);
  private static final Pattern CURRENT =
      Pattern.compile(
          "class=\"nav-link\" [^>]*aria-current=\"(\\w+)\"[^>]*>.*?<span>([^<]+)</span>",
          Pattern.DOTALL);
  private static final Pattern TAB = Pattern.compile("class=\"tab\" href=\"[^\"]+\"[^>]*>([^<]+)<");
  private static final Pattern CRUMBS =
      Pattern.compile("class=\"crumbs\".*?</nav>", Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile(">([^<>\\s][^<>]*)</(?:a|li)>");

  private final World world;
  private final Cast cast;
  private final Keys keys;
  private final Channels channels;

  private World.Place place;

  NavigationTest(World world, Cast cast, Keys keys, Channels channels) {
    this.world = world;
    this.cast = cast;
    this.keys = keys;
    this.channels = channels;
  }

  @BeforeEach
  void makeAnOrganization() {
    place = world.newOrganization();
  }

  @Test
  void eachRoleSeesTheSectionsOfWhichAPageAnswersItAndNoOther() {
    for (Part part : Part.all()) {
      String session = signIn(part);
      List<String> shown = found(ENTRY, 2, get(session, "start"));
      List<String> answering = new ArrayList<>();
      for (Menu.Section section : Menu.ofOrganization().toList()) {
        if (section.pages().stream()
            .anyMatch(page -> get(session, page.path()).statusCode() == OK)) {
          answering.add(section.label());
        }
      }
      // The menu is in the page twice: beside it, and behind a button on narrow screens.
      assertThat(shown).as(part.toString()).hasSize(answering.size() * 2);
      assertThat(shown.subList(0, answering.size())).as(part.toString()).isEqualTo(answering);
    }
  }

  @Test
  void aMemberWithoutATeamSeesTheirUsageAndTheModelsAndADeveloperWhatConcernsTheirTeam() {
    assertThat(menu(new Part(Role.MEMBER, null))).containsExactly("My usage", "Models");
    assertThat(menu(new Part(Role.MEMBER, Role.DEVELOPER)))
        .containsExactly(
            "Overview",
            "Requests",
            "Usage",
            "My usage",
            "Playground",
            "Teams",
            "Keys",
            "Limits",
            "Guardrails",
            "Models",
            "Connect and migrate");
  }

  @Test
  void administrationIsApartAndForOperatorsAlone() {
    String operator = cast.operator();

    assertThat(get(signIn(OWNER), "teams").asString()).doesNotContain(">Administration<");
    assertThat(get(operator, "teams").asString()).contains(">Administration</summary>");
    assertThat(found(ENTRY, 2, browser(operator).get("/operator/books")))
        .startsWith("Overview", "Organizations")
        .contains("Ledger check", "In-flight holds")
        .doesNotContain("Requests");
  }

  @Test
  void theSectionIsMarkedOnItsPageOnItsTabsAndOnEveryPageBelow() {
    String owner = signIn(OWNER);
    UUID keyId = newKey();

    assertThat(current(owner, "keys")).isEqualTo("page Keys");
    assertThat(current(owner, "management-keys")).isEqualTo("true Keys");
    assertThat(current(owner, "keys/" + keyId + "/settings")).isEqualTo("true Keys");
    assertThat(current(owner, "invitations")).isEqualTo("true Members");
    assertThat(current(owner, "roles/new?level=team")).isEqualTo("true Members");
    assertThat(current(owner, "migration")).isEqualTo("true Connect and migrate");
  }

  @Test
  void tabsAreThosePagesOfASectionThatOneMayOpen() {
    Response forOwner = get(signIn(OWNER), "roles");
    Response forMember = get(signIn(new Part(Role.MEMBER, null)), "aliases");
    Response forAuditor = get(signIn(new Part(Role.AUDITOR, null)), "connect");

    assertThat(found(TAB, 1, forOwner)).containsExactly("People", "Invitations", "Roles");
    assertThat(found(TAB, 1, forMember)).containsExactly("Catalogue", "Allowed models", "Aliases");
    assertThat(found(TAB, 1, forAuditor)).containsExactly("Connect", "Check models");
  }

  @Test
  void breadcrumbsLeadFromTheOrganizationToThePage() {
    String owner = signIn(OWNER);
    UUID keyId = newKey();

    assertThat(trail(get(owner, "keys"))).isEmpty();
    assertThat(trail(get(owner, "keys/" + keyId))).containsExactly("Globex", "Keys", "crawler");
    assertThat(trail(get(owner, "keys/" + keyId + "/settings")))
        .containsExactly("Globex", "Keys", "crawler", "Change key");
    assertThat(trail(get(owner, "invitations/new")))
        .containsExactly("Globex", "Members", "Invitations", "Invite people");
    assertThat(trail(get(owner, "settings/sso/rules/new")))
        .containsExactly("Globex", "Settings", "Single sign-on", "Add a rule");
    assertThat(trail(browser(cast.operator()).get("/operator/organizations/new")))
        .containsExactly("Administration", "Organizations", "New organization");
  }

  @Test
  void whatComesBackFromAFormStandsBelowItsList() {
    Response refused =
        browser(signIn(OWNER))
            .header("Sec-Fetch-Site", "same-origin")
            .formParam("name", "")
            .post(place.path("teams"));

    assertThat(trail(refused)).containsExactly("Globex", "Teams", "New team");
  }

  @Test
  void breadcrumbsLeaveOutWhatOneMayNotOpen() {
    String developer = signIn(new Part(Role.MEMBER, Role.DEVELOPER));
    String own =
        get(developer, "start").asString().replaceFirst("(?s).*/members/([0-9a-f-]{36})\".*", "$1");

    assertThat(trail(get(developer, "members/" + own))).containsExactly("Globex", "Ada Lovelace");
  }

  @Test
  void thePeriodOfOnePageIsTheOneThatTheMenuLeadsToNext() {
    String owner = signIn(OWNER);
    Response overview = get(owner, "overview?period=24h");
    String kept = overview.cookie("nemo-period");

    assertThat(entries(overview)).contains(place.path("requests?range=24h"));
    assertThat(kept).isEqualTo("24h");
    assertThat(entries(browser(owner).cookie("nemo-period", kept).get(place.path("keys"))))
        .contains(place.path("overview?period=24h"), place.path("requests?range=24h"));
    assertThat(entries(browser(owner).cookie("nemo-period", "7x").get(place.path("keys"))))
        .contains(place.path("overview"), place.path("requests"));
  }

  @Test
  void theTeamSwitchNarrowsAListAndElseLeadsToTheTeam() {
    String owner = signIn(OWNER);

    assertThat(get(owner, "requests").asString())
        .contains("href=\"" + place.path("requests?team=" + place.teamId()) + "\"");
    assertThat(get(owner, "requests?team=" + place.teamId()).asString())
        .contains("Team: </span><span class=\"truncate\">Research<");
    assertThat(get(owner, "limits").asString())
        .contains("Team: </span><span class=\"truncate\">All teams<")
        .contains("href=\"" + place.path("teams/" + place.teamId()) + "\"");
    assertThat(get(signIn(new Part(Role.MEMBER, null)), "models").asString())
        .doesNotContain("Team: </span>");
  }

  @Test
  void anAlertThatReachedNobodyIsMarkedForWhoMaySeeAlerts() {
    UUID channelId =
        channels
            .add(
                place.owner(),
                Channel.Kind.WEBHOOK,
                new ChannelSettings("hook", "https://hooks.example.com/", 1, true))
            .id();
    world.recordAlert(place, channelId, "Research");

    assertThat(get(signIn(OWNER), "teams").asString())
        .contains("1 alert not delivered in the last 7 days");
    assertThat(get(signIn(new Part(Role.MEMBER, Role.LEAD)), "teams").asString())
        .doesNotContain("not delivered");
  }

  private UUID newKey() {
    return keys.mint(place.owner(), new NewKey(place.teamId(), "crawler", null, null)).key().id();
  }

  private String signIn(Part part) {
    return cast.signIn(place, part);
  }

  private Response get(String session, String page) {
    return browser(session).get(place.path(page));
  }

  private static RequestSpecification browser(String session) {
    return RestAssured.given().redirects().follow(false).cookie("__Host-nemo-session", session);
  }

  private List<String> menu(Part part) {
    return found(ENTRY, 2, get(signIn(part), "start")).stream().distinct().toList();
  }

  private static List<String> entries(Response page) {
    return found(ENTRY, 1, page);
  }

  private String current(String session, String page) {
    List<MatchResult> marked = CURRENT.matcher(get(session, page).asString()).results().toList();
    assertThat(marked).as(page).hasSize(2);
    return marked.getFirst().group(1) + " " + marked.getFirst().group(2);
  }

  private static List<String> trail(Response page) {
    return CRUMBS
        .matcher(page.asString())
        .results()
        .flatMap(nav -> STEP.matcher(nav.group()).results())
        .map(step -> step.group(1))
        .toList();
  }

  private static List<String> found(Pattern pattern, int group, Response page) {
    return pattern.matcher(page.asString()).results().map(found -> found.group(group)).toList();
  }
}
