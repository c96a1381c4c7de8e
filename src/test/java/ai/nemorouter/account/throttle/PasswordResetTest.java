package ai.nemorouter.account.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PasswordResetTest {
  private static final String NEW_PASSWORD = "eight geese under the loud bridge";
  private static final Pattern LINK =
      Pattern.compile("https://console\\.example(/password/reset/[\\w-]{43})\\s");

  private final Visitor visitor;
  private final World world;
  private final AccountWorld accounts;
  private final MockMailbox mailbox;

  PasswordResetTest(Visitor visitor, World world, AccountWorld accounts, MockMailbox mailbox) {
    this.visitor = visitor;
    this.world = world;
    this.accounts = accounts;
    this.mailbox = mailbox;
  }

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void theLinkSetsThePasswordOnceAndEndsAllSessions() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String link = link(ada);

    Response page = Visitor.browser().get(link);
    Response again = Visitor.browser().get(link);
    Response set = set(link, NEW_PASSWORD);
    Response used = set(link, "nine swans beside the still pond");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
    assertThat(again.statusCode()).as("looking uses up nothing").isEqualTo(200);
    assertThat(set.header("Location")).isEqualTo("/sign-in");
    assertThat(used.statusCode()).isEqualTo(404);
    assertThat(ada.browser().get("/account").statusCode()).isEqualTo(303);
    assertThat(Visitor.signIn(ada.email(), Visitor.PASSWORD, "/").statusCode()).isEqualTo(422);
    assertThat(Visitor.signIn(ada.email(), NEW_PASSWORD, "/").statusCode()).isEqualTo(303);
    assertThat(accounts.audited(place.orgId()))
        .contains("password.reset_requested", "password.reset", "sign_in.failed");
  }

  @Test
  void theLinkVerifiesTheAddressOfAnAccountThatStays() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    unverify(ada);
    String link = link(ada);

    assertThat(Visitor.browser().get(link).asString())
        .contains("is not verified yet", ada.email(), "Globex", "name=\"anew\"");
    set(link, NEW_PASSWORD);

    assertThat(accounts.isVerified(ada.email())).isTrue();
    assertThat(Visitor.signIn(ada.email(), NEW_PASSWORD, "/").statusCode()).isEqualTo(303);
    assertThat(Visitor.browser().get(link(ada)).asString()).doesNotContain("anew");
  }

  @Test
  void whoNeverHadTheAccountUsesTheirAddressForANewOne() {
    World.Place place = world.newOrganization();
    Visitor.Person squatter = visitor.owner(place.orgId());
    String secret = AccountWorld.beginSecondFactor(squatter);
    AccountWorld.confirm(squatter, Visitor.PASSWORD, AccountWorld.code(secret, 0));
    unverify(squatter);

    String kept = link(squatter);
    set(kept, NEW_PASSWORD);
    assertThat(accounts.isVerified(squatter.email()))
        .as("the second factor may be somebody else's")
        .isFalse();
    String link = link(squatter);
    Response replaced =
        Visitor.browser().formParam("password", NEW_PASSWORD).formParam("anew", "on").post(link);

    assertThat(replaced.statusCode()).isEqualTo(303);
    Response signedIn = Visitor.signIn(squatter.email(), NEW_PASSWORD, "/");
    assertThat(signedIn.cookie(AccountWorld.SESSION)).as("no code is wanted").isNotNull();
    Visitor.Person owner =
        new Visitor.Person(squatter.email(), signedIn.cookie(AccountWorld.SESSION));
    assertThat(owner.browser().get(place.path("keys")).statusCode()).isEqualTo(404);
    assertThat(squatter.browser().get("/account").statusCode()).isEqualTo(303);
    assertThat(accounts.isVerified(squatter.email())).isTrue();
    assertThat(accounts.audited(place.orgId())).contains("account.address_given_up");
  }

  @Test
  void aVerifiedAccountNeverGivesWay() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());

    Visitor.browser().formParam("password", NEW_PASSWORD).formParam("anew", "on").post(link(ada));

    Response signedIn = Visitor.signIn(ada.email(), NEW_PASSWORD, "/");
    assertThat(
            new Visitor.Person(ada.email(), signedIn.cookie(AccountWorld.SESSION))
                .browser()
                .get(place.path("keys"))
                .statusCode())
        .isEqualTo(200);
  }

  private void unverify(Visitor.Person person) {
    accounts.execute("update users set email_verified_at = null where email = ?", person.email());
  }

  @Test
  void theAnswerIsTheSameWhetherThereIsSuchAnAccount() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response known = ask(ada.email());
    Response unknown = ask("nobody@example.com");

    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(unknown.statusCode()).isEqualTo(200);
    assertThat(unknown.asString().replace("nobody@example.com", ada.email()))
        .isEqualTo(known.asString());
    await().until(() -> !mailbox.getMailsSentTo(ada.email()).isEmpty());
    assertThat(mailbox.getMailsSentTo("nobody@example.com")).isEmpty();
  }

  @Test
  void theLinkLeadsToTheConsoleAndNotWhereTheRequestSaysItIs() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Visitor.browser()
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .formParam("email", ada.email())
        .post("/password/forgotten");

    await().until(() -> !mailbox.getMailsSentTo(ada.email()).isEmpty());
    assertThat(mailbox.getMailsSentTo(ada.email()).getFirst().getText())
        .contains("https://console.example/password/reset/")
        .doesNotContain("evil");
  }

  @Test
  void afterAnHourOrANewerPasswordTheLinkIsDead() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String late = link(ada);
    accounts.execute(
        "update password_resets set expires_at = now() where user_id = ?", accounts.id(ada));
    Visitor.Person grace = visitor.owner(world.newOrganization().orgId());
    String overtaken = link(grace);
    grace
        .browser()
        .formParam("current", Visitor.PASSWORD)
        .formParam("password", NEW_PASSWORD)
        .post("/account/password");

    assertThat(set(late, NEW_PASSWORD).statusCode()).isEqualTo(404);
    assertThat(set(overtaken, NEW_PASSWORD).asString()).contains("no longer valid");
  }

  @Test
  void aCommonPasswordIsRefusedAndTheLinkStaysGood() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String link = link(ada);

    Response common = set(link, "password1234");

    assertThat(common.statusCode()).isEqualTo(422);
    assertThat(common.asString()).contains("guessers try").doesNotContain("password1234");
    assertThat(set(link, NEW_PASSWORD).statusCode()).isEqualTo(303);
  }

  @Test
  void oneAccountGetsThreeLettersAnHour() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    Visitor.Person last = visitor.owner(world.newOrganization().orgId());
    for (int letter = 0; letter < ThrottleRule.RESETS_PER_ACCOUNT; letter++) {
      int sent = letter;
      assertThat(ask(ada.email()).statusCode()).isEqualTo(200);
      await().until(() -> mailbox.getMailsSentTo(ada.email()).size() > sent);
    }

    assertThat(ask(ada.email()).statusCode()).isEqualTo(200);
    link(last);

    assertThat(mailbox.getMailsSentTo(ada.email())).hasSize(ThrottleRule.RESETS_PER_ACCOUNT);
  }

  @Test
  void oneAddressAsksTenTimesAnHour() {
    for (int request = 0; request < ThrottleRule.RESETS_PER_ADDRESS; request++) {
      assertThat(ask("nobody-" + request + "@example.com").statusCode()).isEqualTo(200);
    }

    assertThat(ask("nobody@example.com").statusCode()).isEqualTo(429);
  }

  @Test
  void whoSignsInElsewhereIsToldSo() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    accounts.execute("update users set password_hash = null where id = ?", accounts.id(ada));

    ask(ada.email());

    await().until(() -> !mailbox.getMailsSentTo(ada.email()).isEmpty());
    assertThat(mailbox.getMailsSentTo(ada.email()).getFirst().getText())
        .contains("single sign-on", "https://console.example/sign-in")
        .doesNotContain("/password/reset/");
  }

  @Test
  void theTokenIsStoredAsItsHash() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    String token = link(ada).replaceFirst(".*/", "");

    accounts.execute(
        "delete from password_resets where token_hash = sha256(convert_to(?, 'UTF8'))", token);

    assertThat(Visitor.browser().get("/password/reset/" + token).statusCode()).isEqualTo(404);
  }

  private static Response ask(String email) {
    return Visitor.browser().formParam("email", email).post("/password/forgotten");
  }

  private static Response set(String link, String password) {
    return Visitor.browser().formParam("password", password).post(link);
  }

  /// @return the path of the link in the letter
  private String link(Visitor.Person person) {
    int before = links(person).size();
    ask(person.email());
    return await().until(() -> links(person), links -> links.size() > before).getLast();
  }

  /// Those that were mailed to the person, oldest first.
  private List<String> links(Visitor.Person person) {
    return mailbox.getMailsSentTo(person.email()).stream()
        .map(letter -> LINK.matcher(letter.getText()))
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
