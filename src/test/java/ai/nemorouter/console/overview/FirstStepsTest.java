package ai.nemorouter.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Role;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.guardrail.engine.Action;
import ai.nemorouter.guardrail.engine.Check;
import ai.nemorouter.guardrail.rule.Guardrails;
import ai.nemorouter.guardrail.rule.RuleKeeper;
import ai.nemorouter.guardrail.rule.RuleScope;
import ai.nemorouter.guardrail.rule.RuleState;
import ai.nemorouter.guardrail.rule.RuleTerms;
import ai.nemorouter.key.KeyFilter;
import ai.nemorouter.key.KeyOverview;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.money.Money;
import ai.nemorouter.organization.team.TeamMembers;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The list of first steps on an organization's overview.
@QuarkusTest
class FirstStepsTest {
  private static final Check FALCON = new Check.Keywords(List.of("Falcon"), true);

  private final World world;
  private final Visitor visitor;
  private final Credits credits;
  private final Limits limits;
  private final Keys keys;
  private final Guardrails guardrails;
  private final TeamMembers teamMembers;

  private World.Place place;
  private Visitor.Person owner;

  FirstStepsTest(
      World world,
      Visitor visitor,
      Credits credits,
      Limits limits,
      Keys keys,
      Guardrails guardrails,
      TeamMembers teamMembers) {
    this.world = world;
    this.visitor = visitor;
    this.credits = credits;
    this.limits = limits;
    this.keys = keys;
    this.guardrails = guardrails;
    this.teamMembers = teamMembers;
  }

  @BeforeEach
  void enter() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
  }

  @Test
  void eachStepIsTickedByWhatIsThere() {
    assertThat(overview(owner))
        .contains("0 of 5 done", "Set a limit", "https://console.example/v1/chat/completions")
        .contains("$NEMOROUTER_API_KEY", "first-request?until=");
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("5"), "to begin with");
    assertThat(overview(owner)).contains("1 of 5 done", "There is credit");
    limits.set(
        place.owner(),
        Scope.organization(place.orgId()),
        new Budget(Period.MONTH, Money.ofUsd("50")));
    assertThat(overview(owner)).contains("2 of 5 done", "Spending is limited");
    UUID key = keys.mint(place.owner(), new NewKey(place.teamId(), "First", null, null)).key().id();
    assertThat(overview(owner)).contains("3 of 5 done", "There is an active key");
    world.recordCall(place, key, Money.ofUsd("0.01"));
    assertThat(overview(owner))
        .contains("4 of 5 done", "It has arrived", "Invite people", "Spend")
        .doesNotContain("first-request?until=", "$NEMOROUTER_API_KEY");

    assertThat(overview(owner)).doesNotContain("There is a rule");
    guardrails.create(
        new RuleKeeper.Own(place.owner()),
        RuleScope.organization(place.orgId()),
        RuleTerms.of("Codename", RuleState.SHADOW, Action.FLAG, FALCON),
        "");
    assertThat(overview(owner)).contains("There is a rule", "4 of 5 done");

    visitor.member(place.orgId(), Role.MEMBER);

    assertThat(overview(owner)).doesNotContain("First steps", "first-steps");
  }

  @Test
  void aPageThatWaitsIsToldOfTheFirstRequestAndDoesNotWaitForEver() {
    long now = Instant.now().getEpochSecond();
    Response early = firstCall(now + 600);
    Response late = firstCall(now - 1);
    UUID key = keys.mint(place.owner(), new NewKey(place.teamId(), "First", null, null)).key().id();
    world.recordCall(place, key, Money.ofUsd("0.01"));
    Response arrived = firstCall(now + 600);

    assertThat(early.statusCode()).isEqualTo(204);
    assertThat(late.statusCode()).isEqualTo(286);
    assertThat(late.asString()).doesNotContain("hx-get", "data-done");
    assertThat(arrived.statusCode()).isEqualTo(286);
    assertThat(arrived.asString()).contains("data-done", "It has arrived");
    assertThat(arrived.header("HX-Refresh")).isEqualTo("true");
    assertThat(late.header("HX-Refresh")).isNull();
  }

  @Test
  void theFirstKeyIsMadeByAShortFormWithAMonthlyLimit() {
    String before = overview(owner);
    String form = value(before, "form");
    Response made =
        owner
            .browser()
            .formParam("form", form)
            .formParam("name", value(before, "name"))
            .formParam("limit", value(before, "limit"))
            .formParam("period", value(before, "period"))
            .formParam("team", place.teamId())
            .formParam("expires", "never")
            .post(place.path("keys"));

    assertThat(before).contains("Create the first key");
    assertThat(made.statusCode()).isEqualTo(200);
    KeyOverview key = keys.list(place.owner(), KeyFilter.ALL).keys().getFirst();
    assertThat(key.key().name()).isEqualTo("First key");
    assertThat(key.limits().getFirst().limit().terms().title()).isEqualTo("$20.00 per month");
    assertThat(overview(owner)).doesNotContain("Create the first key");
  }

  @Test
  void whoMayMakeKeysInATeamHasTheShortFormAndOthersAreToldWhomToAsk() {
    Visitor.Person auditor = visitor.member(place.orgId(), Role.AUDITOR);
    Visitor.Person developer = visitor.member(place.orgId(), Role.MEMBER);
    teamMembers.add(place.owner(), place.teamId(), developer.email(), "developer");

    assertThat(overview(auditor))
        .contains("Ask an owner, an administrator or the lead of your team")
        .doesNotContain("Create the first key");
    assertThat(overview(developer)).contains("Create the first key").doesNotContain("First steps");
  }

  @Test
  void theSettingsBringThemBack() {
    owner.browser().post(place.path("overview/first-steps/hide"));
    String settings = owner.browser().get(place.path("settings")).asString();
    Response shown = owner.browser().post(place.path("overview/first-steps/show"));

    assertThat(settings).contains("Show first steps again", "overview/first-steps/show");
    assertThat(owner.browser().get(shown.header("Location")).asString()).contains("of 5 done");
  }

  @Test
  void onePersonHidesThemFromThemselvesAndBringsThemBack() {
    Visitor.Person other = visitor.owner(place.orgId());

    Response hidden = owner.browser().post(place.path("overview/first-steps/hide"));
    owner.browser().post(place.path("overview/first-steps/hide"));

    assertThat(hidden.header("Location")).isEqualTo(place.path("overview"));
    assertThat(overview(owner)).contains("Show first steps").doesNotContain("of 5 done");
    assertThat(overview(other)).contains("of 5 done");
    owner.browser().post(place.path("overview/first-steps/show"));
    assertThat(overview(owner)).contains("of 5 done");
  }

  @Test
  void whoSeesAPartOfTheOrganizationIsNotShownThem() {
    Visitor.Person billing = visitor.member(place.orgId(), Role.BILLING);

    assertThat(overview(billing)).doesNotContain("First steps", "first-steps");
  }

  private String overview(Visitor.Person person) {
    Response page = person.browser().get(place.path("overview"));
    assertThat(page.statusCode()).isEqualTo(200);
    return page.asString();
  }

  private Response firstCall(long until) {
    return owner.browser().get(place.path("overview/first-request") + "?until=" + until);
  }

  private static String value(String page, String field) {
    Matcher found = Pattern.compile("name=\"" + field + "\"[^>]*value=\"([^\"]*)\"").matcher(page);
    assertThat(found.find()).as(field).isTrue();
    return found.group(1);
  }
}
