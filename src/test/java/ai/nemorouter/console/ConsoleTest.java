package ai.nemorouter.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Actor;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Key;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.key.owner.KeyOwners;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.CountFrom;
import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.Unit;
import ai.nemorouter.limit.defaults.LimitDefaults;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.usage.Requests;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConsoleTest {
  private static final Pattern SECRET = Pattern.compile("sk-nemo-[0-9A-Za-z]{49}");

  private final World world;
  private final Visitor visitor;
  private final Keys keys;
  private final KeyOwners owners;
  private final Limits limits;
  private final LimitDefaults defaults;
  private final Credits credits;
  private final Requests requests;
  private final Channels channels;

  private World.Place place;
  private Visitor.Person owner;
  private Key key;
  private UUID callId;
  private UUID limitId;
  private UUID defaultId;
  private UUID ownerId;
  private UUID channelId;
  private UUID alertId;

  ConsoleTest(
      World world,
      Visitor visitor,
      Keys keys,
      KeyOwners owners,
      Limits limits,
      LimitDefaults defaults,
      Credits credits,
      Requests requests,
      Channels channels) {
    this.owners = owners;
    this.defaults = defaults;
    this.world = world;
    this.visitor = visitor;
    this.keys = keys;
    this.limits = limits;
    this.credits = credits;
    this.requests = requests;
    this.channels = channels;
  }

  @BeforeEach
  void makeASmallWorld() {
    place = world.newOrganization();
    owner = visitor.owner(place.orgId());
    key = keys.mint(place.owner(), newKey("crawler <b>")).key();
    world.recordCall(place, key.id(), Money.ofUsd("0.001234"));
    callId = requests.latest(place.owner(), 1).getFirst().id();
    channelId =
        channels
            .add(
                place.owner(),
                Channel.Kind.WEBHOOK,
                new ChannelSettings("hook <b>", "https://hooks.example.com/", 1, true))
            .id();
    alertId = world.recordAlert(place, channelId, "Research <b>");
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd("20"), "to begin with");
    limitId =
        limits.add(
            place.owner(),
            Scope.team(place.teamId()),
            LimitTerms.of(new Budget(Period.MONTH, Money.ofUsd("7.50"))),
            CountFrom.PERIOD);
    defaultId =
        defaults.add(
            place.owner(), Scope.Kind.KEY, LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 60));
    ownerId = owners.choices(place.owner(), place.teamId()).getFirst().id();
  }

  @Test
  void everyPageRendersForAnOwner() {
    for (String page : pages()) {
      Response response = owner.browser().get(path(page));

      assertThat(response.statusCode()).as(page).isEqualTo(200);
      assertThat(response.contentType()).as(page).startsWith("text/html");
      assertThat(response.asString()).as(page).contains("</html>").doesNotContain("<b>");
      assertThat(response.header("Cache-Control")).as(page).isEqualTo("no-store");
      assertThat(response.header("X-Content-Type-Options")).as(page).isEqualTo("nosniff");
      assertThat(response.header("Referrer-Policy")).as(page).isEqualTo("same-origin");
      assertThat(response.header("Content-Security-Policy"))
          .as(page)
          .isEqualTo(
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                  + " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
                  + " frame-ancestors 'none'");
    }
  }

  @Test
  void anotherOrganizationDoesNotExist() {
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());

    for (String page : pages()) {
      assertThat(stranger.browser().get(path(page)).statusCode()).as(page).isEqualTo(404);
    }
    for (String form : forms()) {
      assertThat(stranger.browser().post(path(form)).statusCode()).as(form).isEqualTo(404);
    }
  }

  @Test
  void whatBelongsToAnotherOrganizationIsNotFoundInOnesOwn() {
    World.Place elsewhere = world.newOrganization();
    Visitor.Person stranger = visitor.owner(elsewhere.orgId());
    List<String> foreign =
        List.of(
            "keys/" + key.id(),
            "keys/" + key.id() + "/settings",
            "keys/" + key.id() + "/revocation",
            "teams/" + place.teamId(),
            "teams/" + place.teamId() + "/archive",
            "members/" + ownerId,
            "limits/new?scope=team&scope_id=" + place.teamId(),
            "limits/" + limitId,
            "limits/" + limitId + "/raise",
            "limits/" + limitId + "/raise/end",
            "limits/" + limitId + "/restart",
            "limits/" + limitId + "/removal",
            "limits/defaults/" + defaultId,
            "limits/defaults/" + defaultId + "/removal",
            "requests/" + callId,
            "alerts/" + alertId,
            "alerts/channels/" + channelId,
            "alerts/channels/" + channelId + "/settings",
            "alerts/channels/" + channelId + "/secret",
            "alerts/channels/" + channelId + "/removal");

    for (String page : foreign) {
      String path = "/o/globex-" + elsewhere.orgId() + "/" + page;
      assertThat(stranger.browser().get(path).statusCode()).as(page).isEqualTo(404);
    }
  }

  @Test
  void withoutASessionEveryPageAsksToSignIn() {
    for (String page : pages()) {
      Response response = Visitor.browser().get(path(page));

      assertThat(response.statusCode()).as(page).isEqualTo(303);
      assertThat(response.header("Location")).as(page).contains("/sign-in?next=");
    }
    for (String form : forms()) {
      assertThat(Visitor.browser().post(path(form)).header("Location"))
          .as(form)
          .endsWith("/sign-in");
    }
  }

  @Test
  void anUnknownAddressIsAPageThatSaysSo() {
    Response response = owner.browser().get(path("nowhere/at/all"));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.asString()).contains("Not found").contains("</html>");
  }

  @Test
  void theSecretIsShownOnceAndWorksWithoutJavaScript() {
    Response created =
        owner
            .browser()
            .formParam("name", "mobile app")
            .formParam("team", place.teamId())
            .formParam("limit", "12.50")
            .formParam("period", "month")
            .post(path("keys"));

    Matcher secret = SECRET.matcher(created.asString());
    assertThat(created.statusCode()).isEqualTo(200);
    assertThat(secret.find()).isTrue();
    assertThat(created.asString()).contains("/v1/chat/completions");
    String list = owner.browser().get(path("keys")).asString();
    assertThat(list).contains("mobile app").contains("$12.50").doesNotContain(secret.group());
  }

  @Test
  void aFormThatIsRefusedKeepsWhatWasTyped() {
    Response response =
        owner
            .browser()
            .formParam("name", "typed name")
            .formParam("team", place.teamId())
            .formParam("limit", "a lot")
            .post(path("keys"));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.asString())
        .contains("value=\"typed name\"")
        .contains("value=\"a lot\"")
        .contains("This amount is not in US dollars");
  }

  @Test
  void revokingAKeyTakesAConfirmation() {
    String question = owner.browser().get(path("keys/" + key.id() + "/revocation")).asString();
    Response revoked = owner.browser().post(path("keys/" + key.id() + "/revocation"));

    assertThat(question).contains("Revoke the key “crawler &lt;b&gt;”?");
    assertThat(revoked.statusCode()).isEqualTo(303);
    assertThat(keys.find(place.owner(), key.id()).key().revokedAt()).isNotNull();
  }

  @Test
  void aTeamWithALiveKeyIsNotArchived() {
    Response refused = owner.browser().post(path("teams/" + place.teamId() + "/archive"));
    keys.revoke(place.owner(), key.id());
    Response archived = owner.browser().post(path("teams/" + place.teamId() + "/archive"));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("This team still has 1 key.");
    assertThat(archived.statusCode()).isEqualTo(303);
  }

  @Test
  void onlyAnOperatorGrantsCredit() {
    Response byOwner =
        owner.browser().formParam("amount", "5").formParam("note", "x").post(path("credit/grant"));
    Response byOperator =
        visitor
            .operator()
            .browser()
            .formParam("amount", "5")
            .formParam("note", "Invoice 7")
            .post(path("credit/grant"));

    assertThat(byOwner.statusCode()).isEqualTo(403);
    assertThat(byOwner.asString()).contains("You may not grant and withdraw credit");
    assertThat(byOperator.statusCode()).isEqualTo(303);
    assertThat(credits.balance(place.owner()).granted()).isEqualTo(Money.ofUsd("25"));
  }

  @Test
  void withHtmxARedirectIsAHeader() {
    Response response =
        owner
            .browser()
            .header("HX-Request", "true")
            .formParam("name", "Platform")
            .post(path("teams"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.header("HX-Redirect")).startsWith(path("teams/"));
  }

  private NewKey newKey(String name) {
    return new NewKey(place.teamId(), name, new Budget(Period.DAY, Money.ofUsd("3")), null);
  }

  private String path(String page) {
    return "/o/globex-" + place.orgId() + "/" + page;
  }

  private List<String> pages() {
    return Stream.of(basicPages(), limitPages(), alertPages()).flatMap(List::stream).toList();
  }

  private List<String> basicPages() {
    UUID teamId = place.teamId();
    return List.of(
        "search?search=craw",
        "overview",
        "overview?period=24h",
        "overview?period=30d",
        "requests",
        "requests?status=ok&range=24h&model=haiku&team=" + teamId + "&key=" + key.id(),
        "requests?operation=images&range=24h",
        "requests?operation=no-such-thing",
        "requests?before=" + Ids.next(),
        "requests?after=" + key.id(),
        "requests/" + callId,
        "keys",
        "keys?search=crawl&status=active&sort=spend&page=2&team=" + teamId,
        "keys/new",
        "keys/" + key.id(),
        "keys/" + key.id() + "/settings",
        "keys/" + key.id() + "/revocation",
        "teams",
        "teams?search=res&sort=keys&show=archived",
        "teams/new",
        "teams/" + teamId,
        "teams/" + teamId + "/name",
        "teams/" + teamId + "/archive",
        "credit");
  }

  private List<String> limitPages() {
    UUID teamId = place.teamId();
    return List.of(
        "members",
        "members?search=ada&sort=spend&page=2",
        "members/" + ownerId,
        "limits",
        "limits?search=res&scope=team&unit=usd&sort=name",
        "limits/new?scope=team&scope_id=" + teamId,
        "limits/new?scope=organization&scope_id=" + place.orgId(),
        "limits/new?scope=member&scope_id=" + ownerId,
        "limits/new?scope=key&scope_id=" + key.id(),
        "limits/" + limitId,
        "limits/" + limitId + "/raise",
        "limits/" + limitId + "/raise/end",
        "limits/" + limitId + "/restart",
        "limits/" + limitId + "/removal",
        "limits/defaults/new?scope=member",
        "limits/defaults/" + defaultId,
        "limits/defaults/" + defaultId + "/removal");
  }

  private List<String> alertPages() {
    return List.of(
        "alerts",
        "alerts?search=rese&state=failed&sort=threshold&page=2",
        "alerts/" + alertId,
        "alerts/channels",
        "alerts/channels?search=hook&sort=kind",
        "alerts/channels/new",
        "alerts/channels/new?kind=webhook",
        "alerts/channels/new?kind=slack",
        "alerts/channels/" + channelId,
        "alerts/channels/" + channelId + "/settings",
        "alerts/channels/" + channelId + "/secret",
        "alerts/channels/" + channelId + "/removal");
  }

  private List<String> forms() {
    UUID teamId = place.teamId();
    return List.of(
        "keys",
        "keys/" + key.id() + "/settings",
        "keys/" + key.id() + "/disabled",
        "keys/" + key.id() + "/revocation",
        "teams",
        "teams/" + teamId + "/name",
        "teams/" + teamId + "/archive",
        "limits",
        "limits/" + limitId,
        "limits/" + limitId + "/raise",
        "limits/" + limitId + "/raise/end",
        "limits/" + limitId + "/restart",
        "limits/" + limitId + "/removal",
        "limits/defaults",
        "limits/defaults/" + defaultId,
        "limits/defaults/" + defaultId + "/removal",
        "credit/grant",
        "credit/withdrawal",
        "alerts/" + alertId + "/deliveries/" + alertId + "/retry",
        "alerts/channels",
        "alerts/channels/" + channelId + "/settings",
        "alerts/channels/" + channelId + "/paused",
        "alerts/channels/" + channelId + "/test",
        "alerts/channels/" + channelId + "/secret",
        "alerts/channels/" + channelId + "/removal");
  }
}
