package ai.nemorouter.limit.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitStatus;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.defaults.LimitDefaults;
import ai.nemorouter.money.Money;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Limits as a person manages them, without JavaScript.
@QuarkusTest
class LimitPagesTest {
  private static final Pattern PREVIEWED = Pattern.compile("name=\"previewed\" value=\"([^\"]*)\"");

  private final World world;
  private final Visitor visitor;
  private final Keys keys;
  private final KeyOwners owners;
  private final Limits limits;
  private final LimitDefaults defaults;
  private final Credits credits;

  private World.Place place;
  private Visitor.Person owner;
  private Scope team;
  private UUID keyId;

  LimitPagesTest(
      World world,
      Visitor visitor,
      Keys keys,
      KeyOwners owners,
      Limits limits,
      LimitDefaults defaults,
      Credits credits) {
    this.world = world;
    this.visitor = visitor;
    this.keys = keys;
    this.owners = owners;
    this.limits = limits;
    this.defaults = defaults;
    this.credits = credits;
  }

  @BeforeEach
  void makeASmallWorld() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    team = Scope.team(place.teamId());
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("20"), "to begin with");
    keyId = keys.mint(place.owner(), new NewKey(place.teamId(), "crawler", null, null)).key().id();
    world.recordCall(place, keyId, Money.ofUsd("3"));
  }

  @Test
  void aLimitIsAddedOnlyAfterItsEffectWasShown() {
    Response preview = newLimit("").post(path("limits"));
    boolean nothingYet = limits.list(place.owner(), team).isEmpty();
    Response saved = newLimit(previewed(preview)).post(path("limits"));

    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.asString())
        .contains("the team “Research” has a limit of $5.00 per month for openai/gpt-5.")
        .doesNotContain("Usage in this period so far");
    assertThat(nothingYet).isTrue();
    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
    assertThat(saved.header("Location")).endsWith("/teams/" + place.teamId());
    assertThat(limits.list(place.owner(), team).getFirst().limit().terms())
        .isEqualTo(
            LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("5")))
                .narrowedTo("openai/gpt-5", null)
                .with(Period.MONTH, Money.ofUsd("5").nanos(), java.util.List.of(75)));
  }

  @Test
  void whatWasChangedAfterThePreviewIsPreviewedAgain() {
    Response preview = newLimit("").post(path("limits"));
    Response changed = newLimit(previewed(preview)).formParam("scope", "team").post(path("limits"));
    UUID id = add("10");
    Response first = change("2", "").post(path("limits/" + id));
    Response other = change("1", previewed(first)).post(path("limits/" + id));

    assertThat(changed.statusCode()).isIn(200, 303);
    assertThat(first.asString())
        .contains(
            "Lowered below what is spent, and $3.00 of $2.00 is used: calls are refused until");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.asString()).contains("$3.00 of $1.00");
    assertThat(limits.find(place.owner(), id).status().allowed())
        .isEqualTo(Money.ofUsd("10").nanos());
  }

  @Test
  void aChangedPeriodAsksWhetherToKeepOrToRestart() {
    UUID id = add("10");
    Response preview = change("10", "").formParam("period", "week").post(path("limits/" + id));

    Response saved =
        change("10", previewed(preview))
            .formParam("period", "week")
            .formParam("count_from", "now")
            .post(path("limits/" + id));

    assertThat(preview.asString())
        .contains("Count it: the limit starts at $3.00 of $10.00.")
        .contains("Ignore it: the limit starts at zero.");
    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
    LimitStatus status = limits.list(place.owner(), team).getFirst();
    assertThat(status.limit().period()).isEqualTo(Period.WEEK);
    assertThat(status.used()).isZero();
  }

  @Test
  void aFormThatIsRefusedKeepsWhatWasTyped() {
    Response wrong =
        owner
            .browser()
            .formParam("scope", "team")
            .formParam("scope_id", place.teamId())
            .formParam("unit", "tokens")
            .formParam("amount", "a lot")
            .formParam("alert_at", "50")
            .post(path("limits"));

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString())
        .contains("value=\"a lot\"")
        .contains("This amount is not a whole number of tokens, as in 1,000.");
  }

  @Test
  void aRaiseIsPreviewedShownAndEnded() {
    UUID id = add("10");
    Response preview = raise("").post(path("limits/" + id + "/raise"));
    Response saved = raise(previewed(preview)).post(path("limits/" + id + "/raise"));
    String team = owner.browser().get(path("teams/" + place.teamId())).asString();
    Response ended = owner.browser().post(path("limits/" + id + "/raise/end"));

    assertThat(preview.asString())
        .contains("Until 1 Jan 2999, 18:00 (UTC), $210.00 per month instead of $10.00.");
    assertThat(saved.statusCode()).isEqualTo(303);
    assertThat(team).contains("Raised by $200.00");
    assertThat(ended.statusCode()).isEqualTo(303);
    assertThat(limits.find(place.owner(), id).limit().raise()).isNull();
  }

  @Test
  void aRemovalSaysWhatStillLimitsAndARestartWhatItForgets() {
    UUID id = add("10");
    limits.set(
        place.owner(),
        Scope.organization(place.orgId()),
        new Budget(Period.DAY, Money.ofUsd("50")));

    String removal = owner.browser().get(path("limits/" + id + "/removal")).asString();
    String restart = owner.browser().get(path("limits/" + id + "/restart")).asString();
    Response restarted = owner.browser().post(path("limits/" + id + "/restart"));
    long used = limits.find(place.owner(), id).status().used();
    Response removed = owner.browser().post(path("limits/" + id + "/removal"));

    assertThat(removal)
        .contains("Remove the limit of $10.00 per month from the team “Research”?")
        .contains("$50.00 per month on the organization".replace("month", "day"));
    assertThat(restart).contains("The $3.00 used so far no longer count");
    assertThat(restarted.statusCode()).isEqualTo(303);
    assertThat(used).isZero();
    assertThat(removed.statusCode()).isEqualTo(303);
    assertThat(limits.list(place.owner(), team)).isEmpty();
  }

  @Test
  void theLimitsPageListsAllOfThemTightestFirstAndFindsThem() {
    add("10");
    limits.add(
        place.owner(),
        Scope.key(keyId),
        LimitTerms.of(Unit.TOKENS, Period.DAY, 1_000).narrowedTo("openai/gpt-5", null),
        CountFrom.PERIOD);
    String all = owner.browser().get(path("limits")).asString();
    String tokens = owner.browser().get(path("limits?unit=tokens&search=gpt")).asString();
    String none = owner.browser().get(path("limits?search=nothing+such")).asString();

    assertThat(all.indexOf(">Research</a>")).isBetween(1, all.indexOf(">crawler</a>"));
    assertThat(tokens).contains(">crawler</a>").doesNotContain(">Research</a>");
    assertThat(none).contains("No limit matches");
  }

  @Test
  void aDefaultIsAddedAfterItsEffectWasShownAndSaysHowManyHaveIt() {
    Response preview = newDefault("").post(path("limits/defaults"));
    Response saved = newDefault(previewed(preview)).post(path("limits/defaults"));
    keys.mint(place.owner(), new NewKey(place.teamId(), "late", null, null));
    String page = owner.browser().get(path("limits")).asString();
    UUID id = defaults.list(place.owner()).getFirst().id();
    String removal = owner.browser().get(path("limits/defaults/" + id + "/removal")).asString();

    assertThat(preview.asString())
        .contains("Every new key gets a limit of 60 requests per minute.")
        .contains("The keys that are there already stay as they are.");
    assertThat(saved.statusCode()).as(saved.asString()).isEqualTo(303);
    assertThat(page).contains("1 key has it from here");
    assertThat(removal).contains("1 key keeps the limit that it made");
  }

  @Test
  void anOwnerIsChosenForAKeyAndHasAPage() {
    UUID member = owners.choices(place.owner(), place.teamId()).getFirst().id();
    owner
        .browser()
        .formParam("name", "hers")
        .formParam("team", place.teamId())
        .formParam("owner", member)
        .post(path("keys"));
    UUID key =
        keys.list(place.owner(), ai.nemorouter.key.KeyFilter.ALL).keys().getFirst().key().id();

    assertThat(owner.browser().get(path("keys/" + key)).asString()).contains(owner.email());
    assertThat(owner.browser().get(path("members/" + member)).asString())
        .contains("hers")
        .doesNotContain("crawler");
    assertThat(owner.browser().get(path("members")).asString()).contains(owner.email());
    Response stranger =
        owner
            .browser()
            .formParam("name", "x")
            .formParam("team", place.teamId())
            .formParam("owner", UUID.randomUUID())
            .post(path("keys"));
    assertThat(stranger.statusCode()).isEqualTo(422);
    assertThat(stranger.asString()).contains("There is no such member.");
  }

  private UUID add(String usd) {
    return limits.add(
        place.owner(),
        team,
        LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd(usd))),
        CountFrom.PERIOD);
  }

  private RequestSpecification newLimit(String previewed) {
    return owner
        .browser()
        .formParam("scope", "team")
        .formParam("scope_id", place.teamId())
        .formParam("unit", "usd")
        .formParam("amount", "5")
        .formParam("period", "month")
        .formParam("model", "openai/gpt-5")
        .formParam("provider", "")
        .formParam("alert_at", "75 %")
        .formParam("count_from", "period")
        .formParam("previewed", previewed);
  }

  private RequestSpecification change(String amount, String previewed) {
    return owner
        .browser()
        .formParam("amount", amount)
        .formParam("alert_at", "50, 80, 100")
        .formParam("previewed", previewed);
  }

  private RequestSpecification raise(String previewed) {
    return owner
        .browser()
        .formParam("amount", "200")
        .formParam("until", "2999-01-01T18:00")
        .formParam("previewed", previewed);
  }

  private RequestSpecification newDefault(String previewed) {
    return owner
        .browser()
        .formParam("scope", "key")
        .formParam("unit", "requests")
        .formParam("amount", "60")
        .formParam("period", "minute")
        .formParam("alert_at", "")
        .formParam("previewed", previewed);
  }

  private static String previewed(Response page) {
    Matcher matcher = PREVIEWED.matcher(page.asString());
    assertThat(matcher.find()).as(page.asString()).isTrue();
    return matcher.group(1);
  }

  private String path(String page) {
    return place.path(page);
  }
}
