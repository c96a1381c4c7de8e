package ai.nemorouter.alert;

import static ai.nemorouter.alert.AlertWorld.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.alert.channel.ListedChannel;
import ai.nemorouter.alert.delivery.Deliveries;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class AlertPagesTest {
  private static final int FEW = 5;
  private static final int MANY = 30;
  private static final Channels.Filter ALL = new Channels.Filter("", Channels.Sort.NAME, 1);
  private static final Pattern SECRET = Pattern.compile("whsec_[0-9A-Za-z+/=]{44}");

  @Inject AlertWatch watch;
  @Inject Deliveries deliveries;
  @Inject Channels channels;
  @Inject @PersistenceUnitExtension Statements statements;
  @Inject AlertWorld world;
  @Inject World places;
  @Inject Visitor visitor;

  private World.Place globex;
  private Visitor.Person owner;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
    owner = visitor.owner(globex.orgId());
  }

  @Test
  void aWebhooksSecretIsShownOnceWhenItIsAddedAndOnceWhenItIsRotated() {
    Response added = add("webhook", "Pager", "https://hooks.example.com/nemo");
    UUID id = only().id();
    Matcher first = SECRET.matcher(added.asString());
    Response rotated = owner.browser().post(path("alerts/channels/" + id + "/secret"));
    Matcher second = SECRET.matcher(rotated.asString());

    assertThat(added.statusCode()).isEqualTo(200);
    assertThat(first.find()).isTrue();
    assertThat(second.find()).isTrue();
    assertThat(second.group()).isNotEqualTo(first.group());
    assertThat(get("alerts/channels/" + id))
        .contains("https://hooks.example.com/nemo", "the one before signs too until")
        .doesNotContain("whsec_");
    assertThat(
            world.ask(globex, "select c::text from alert_channels c where org_id = ?").getFirst())
        .doesNotContain(first.group().substring(6), second.group().substring(6));
  }

  @Test
  void aChannelIsChangedPausedResumedAndRemovedAndEachIsOnRecord() {
    add("email", "Finance", "a@example.com, b@example.com");
    UUID id = only().id();
    String page = "alerts/channels/" + id;

    Response changed =
        owner
            .browser()
            .formParam("name", "Controlling")
            .formParam("target", "c@example.com")
            .formParam("from", "80 %")
            .post(path(page + "/settings"));
    Channel after = only();
    owner.browser().formParam("paused", "true").post(path(page + "/paused"));
    String paused = get(page);
    owner.browser().formParam("paused", "false").post(path(page + "/paused"));
    String resumed = get(page);
    String question = get(page + "/removal");
    Response removed = owner.browser().post(path(page + "/removal"));

    assertThat(changed.statusCode()).isEqualTo(303);
    assertThat(after.hears()).isEqualTo("thresholds from 80 %");
    assertThat(after.target()).isEqualTo("c@example.com");
    assertThat(paused).contains("Paused since", "Resume");
    assertThat(resumed).contains("Nothing sent yet").doesNotContain("Paused since");
    assertThat(question).contains("Remove the channel “Controlling”?");
    assertThat(removed.statusCode()).isEqualTo(303);
    assertThat(get("alerts/channels")).contains("No channel yet");
    assertThat(owner.browser().get(path(page)).statusCode()).isEqualTo(404);
    assertThat(
            world.ask(
                globex,
                "select action from audit_entries where org_id = ? and action like 'alert_channel.%' order by id"))
        .containsExactly(
            "alert_channel.added",
            "alert_channel.changed",
            "alert_channel.paused",
            "alert_channel.resumed",
            "alert_channel.removed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "email|Finance||Enter 1 to 10 e-mail addresses.",
        "email|Finance|not an address|“not” is no e-mail address.",
        "email|Finance|a@example.com%0d%0aBcc:b@example.com|“a@example.com%0d%0aBcc:b@example.com”",
        "email||a@example.com|Give it a name of 1 to 120 characters.",
        "webhook|Hook|ftp://example.com/|The address must begin with https://.",
        "webhook|Hook|https://user:pass@example.com/|must not contain a user name or password",
        "slack|Ops||This is not an address|"
      })
  void whatCannotBeIsRefusedWithWhatWasTyped(
      String kind, String name, String target, String message) {
    Response refused = add(kind, name == null ? "" : name, target == null ? "" : target);

    if ("slack".equals(kind)) {
      assertThat(refused.asString()).contains("The address must begin with https://.");
    } else {
      assertThat(refused.asString()).contains(message);
    }
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(get("alerts/channels")).contains("No channel yet");
  }

  @ParameterizedTest
  @CsvSource({"0", "101", "half", "-5", "50.5"})
  void aPercentageOutOfRangeIsRefused(String percent) {
    Response refused =
        owner
            .browser()
            .formParam("kind", "email")
            .formParam("name", "Finance")
            .formParam("target", "a@example.com")
            .formParam("from", percent)
            .post(path("alerts/channels"));

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString())
        .contains("Enter a whole percentage from 1 to 100.", "value=\"" + percent + "\"");
  }

  @Test
  void aTestTellsTheReceiversAnswer() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 202 : 418)) {
      add("webhook", "Hook", receiver.url());
      String test = "alerts/channels/" + only().id() + "/test";

      String good = owner.browser().post(path(test)).asString();
      String bad = owner.browser().post(path(test)).asString();

      assertThat(good).contains("Test accepted: the receiver answered with HTTP status 202.");
      assertThat(bad).contains("The test failed. The receiver answered with HTTP status 418.");
      assertThat(receiver.received().getFirst().body())
          .contains("\"type\":\"alert.test\"", "\"name\":\"Globex\"");
    }
  }

  @Test
  void aSlackAddressIsKeptWhereTheFieldStaysEmptyAndNeverShown() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      add("slack", "Ops", receiver.url());
      UUID id = only().id();
      owner
          .browser()
          .formParam("name", "Operations")
          .formParam("target", "")
          .post(path("alerts/channels/" + id + "/settings"));

      String tested = owner.browser().post(path("alerts/channels/" + id + "/test")).asString();

      assertThat(tested).contains("Test accepted", "Operations");
      assertThat(get("alerts/channels/" + id) + get("alerts/channels/" + id + "/settings"))
          .doesNotContain("secretpart");
    }
  }

  @Test
  void theListOfAlertsSearchesSortsAndTellsHowFarTheyHaveCome() {
    try (Receiver receiver = new Receiver(_ -> 410)) {
      add("webhook", "Hook", receiver.url());
      UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);
      world.use(globex, limit, 8 * DOLLAR);
      watch.watch();
      deliveries.deliver();
    }
    UUID alert = world.alerts(globex).getFirst();

    assertThat(get("alerts"))
        .contains(
            "Team “Research” has used 80 % of its budget", "1 of 1 failed", "$8.00 of $10.00");
    assertThat(get("alerts?state=failed&sort=threshold")).contains("1–1 of 1");
    assertThat(get("alerts?state=delivered")).contains("No alert matches");
    assertThat(get("alerts?search=RESEARCH")).contains("1–1 of 1");
    assertThat(get("alerts?search=nobody")).contains("No alert matches");
    assertThat(get("alerts/" + alert))
        .contains("HTTP 410", "The receiver is gone")
        .doesNotContain("Retry now");
  }

  @Test
  void aFailedDeliveryIsSentAgainOnRequest() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 500 : 200)) {
      add("webhook", "Hook", receiver.url());
      UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);
      world.use(globex, limit, 10 * DOLLAR);
      watch.watch();
      deliveries.deliver();
      UUID alert = world.alerts(globex).getFirst();
      Matcher form = Pattern.compile("action=\"([^\"]+/retry)\"").matcher(get("alerts/" + alert));
      assertThat(form.find()).isTrue();

      Response retried = owner.browser().post(form.group(1));
      deliveries.deliver();
      Response again = owner.browser().post(form.group(1));

      assertThat(retried.statusCode()).isEqualTo(303);
      assertThat(receiver.received()).hasSize(2);
      assertThat(get("alerts/" + alert)).contains("Delivered", "Calls are refused until the limit");
      assertThat(again.statusCode()).isEqualTo(422);
      assertThat(again.asString()).contains("It is delivered already");
    }
  }

  @Test
  void withNoChannelThePageSaysThatNobodyIsTold() {
    assertThat(get("alerts")).contains("No channel is set up", "No alert yet");
    add("email", "Finance", "a@example.com");
    assertThat(get("alerts")).doesNotContain("No channel is set up");
  }

  @Test
  void anOrganizationHasAtMostFiftyChannels() {
    for (int i = 0; i < Channels.CHANNELS_MAX; i++) {
      channels.add(
          globex.owner(),
          Channel.Kind.EMAIL,
          new ChannelSettings("Channel " + i, "a@example.com", 1, true));
    }

    Response refused = add("email", "One more", "a@example.com");

    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.asString()).contains("There are 50 channels, which is the most.");
    assertThat(get("alerts/channels?page=2")).contains("26–50 of 50");
    assertThat(get("alerts/channels?search=channel 49")).contains("1–1 of 1");
  }

  @Test
  void theListTakesAsManyStatementsForManyChannelsAsForFew() {
    addChannels(FEW);
    long few = statements.of(() -> channels.list(globex.owner(), ALL).found(), FEW);
    addChannels(MANY - FEW);
    long many = statements.of(() -> channels.list(globex.owner(), ALL).found(), MANY);

    assertThat(many).isEqualTo(few).isPositive();
  }

  private void addChannels(int number) {
    for (int i = 0; i < number; i++) {
      channels.add(
          globex.owner(),
          Channel.Kind.EMAIL,
          new ChannelSettings("Channel", "a@example.com", 1, true));
    }
  }

  private Response add(String kind, String name, String target) {
    return owner
        .browser()
        .formParam("kind", kind)
        .formParam("name", name)
        .formParam("target", target)
        .formParam("from", "")
        .formParam("forecasts", "on")
        .post(path("alerts/channels"));
  }

  private Channel only() {
    List<ListedChannel> all =
        channels.list(globex.owner(), new Channels.Filter("", Channels.Sort.NAME, 1)).items();
    assertThat(all).hasSize(1);
    return all.getFirst().channel();
  }

  private String get(String page) {
    return owner.browser().get(path(page)).asString();
  }

  private String path(String page) {
    return globex.path(page);
  }
}
