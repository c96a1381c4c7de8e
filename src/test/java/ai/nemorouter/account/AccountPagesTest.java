package ai.nemorouter.account;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.secondfactor.AccountWorld;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AccountPagesTest {
  private static final String NEW_PASSWORD = "eight geese under the loud bridge";
  private static final Pattern SESSION = Pattern.compile("/account/sessions/([0-9a-f-]{36})/end\"");

  private final Visitor visitor;
  private final World world;
  private final AccountWorld accounts;

  AccountPagesTest(Visitor visitor, World world, AccountWorld accounts) {
    this.visitor = visitor;
    this.world = world;
    this.accounts = accounts;
  }

  @BeforeEach
  void forgetTries() {
    accounts.forgetTries();
  }

  @Test
  void sessionsAreListedWithTheirProgramAndTheOneInUseIsMarked() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    signInWith(ada, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

    String page = ada.browser().get("/account").asString();

    assertThat(page).contains("Firefox on Linux", "127.0.0.1", ">Password<");
    assertThat(page.split("This one", -1)).as("marked once").hasSize(2);
  }

  @Test
  void changingThePasswordTakesThePresentOneAndEndsAllOtherSessions() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String other = signInWith(ada, "curl/8");

    Response wrong = change(ada, "not the password", NEW_PASSWORD);
    Response common = change(ada, Visitor.PASSWORD, "password1234");
    Response right = change(ada, Visitor.PASSWORD, NEW_PASSWORD);

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("not your present password");
    assertThat(common.statusCode()).isEqualTo(422);
    assertThat(right.statusCode()).isEqualTo(303);
    assertThat(ada.browser().get("/account").statusCode()).isEqualTo(200);
    assertThat(isOpen(other)).isFalse();
    assertThat(Visitor.signIn(ada.email(), NEW_PASSWORD, "/").statusCode()).isEqualTo(303);
    assertThat(accounts.audited(place.orgId())).contains("password.changed");
  }

  @Test
  void whoIsSignedInAlreadyGuessesAtThePasswordTenTimes() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    for (int i = 0; i < ThrottleRule.PASSWORDS_PER_ACCOUNT_AND_ADDRESS; i++) {
      assertThat(change(ada, "guess " + i, NEW_PASSWORD).statusCode()).isEqualTo(422);
    }

    assertThat(change(ada, Visitor.PASSWORD, NEW_PASSWORD).statusCode()).isEqualTo(429);
  }

  @Test
  void oneSessionCanBeEndedAndSoCanAllOthersButNobodyElses() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    Visitor.Person grace = visitor.owner(world.newOrganization().orgId());
    String first = signInWith(ada, "curl/8");
    UUID id = sessionIds(ada, first).getFirst();
    String second = signInWith(ada, "curl/8");

    Response foreign = grace.browser().post("/account/sessions/" + id + "/end");
    Response foreignPage = grace.browser().get("/account/sessions/" + id + "/end");
    Response own = ada.browser().post("/account/sessions/" + id + "/end");

    assertThat(foreign.statusCode()).isEqualTo(404);
    assertThat(foreignPage.statusCode()).isEqualTo(404);
    assertThat(own.statusCode()).isEqualTo(303);
    assertThat(isOpen(first)).isFalse();
    assertThat(isOpen(second)).isTrue();

    ada.browser().post("/account/sessions/others/end");

    assertThat(isOpen(second)).isFalse();
    assertThat(ada.browser().get("/account").statusCode()).isEqualTo(200);
  }

  @Test
  void signingInAsSomebodyElseEndsTheSessionOfTheSameBrowser() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    Visitor.Person grace = visitor.owner(world.newOrganization().orgId());

    Response asGrace =
        ada.browser()
            .formParam("email", grace.email())
            .formParam("password", Visitor.PASSWORD)
            .post("/sign-in");

    assertThat(ada.browser().get("/account").statusCode()).isEqualTo(303);
    assertThat(isOpen(asGrace.cookie(AccountWorld.SESSION))).isTrue();
    assertThat(asGrace.cookie(AccountWorld.SESSION)).isNotEqualTo(ada.session());
  }

  @Test
  void aNewNameIsSeenAtOnceAndIsWrittenDown() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());

    Response renamed = ada.browser().formParam("name", " Countess ").post("/account/name");
    Response empty = ada.browser().formParam("name", "  ").post("/account/name");

    assertThat(renamed.statusCode()).isEqualTo(303);
    assertThat(empty.statusCode()).isEqualTo(422);
    assertThat(ada.browser().get("/account").asString()).contains("Account of Countess");
    assertThat(accounts.audited(place.orgId())).contains("account.renamed");
  }

  @Test
  void programsAreNamedInWords() {
    assertThat(
            Program.of(
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"))
        .isEqualTo("Edge on macOS");
    assertThat(
            Program.of(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile/15E148 Safari/604.1"))
        .isEqualTo("Safari on iPhone");
    assertThat(Program.of("terraform/1.9")).isEqualTo("terraform/1.9");
    assertThat(Program.of("")).isEqualTo("Unknown program");
  }

  /// @return the session's token
  private static String signInWith(Visitor.Person person, String agent) {
    return Visitor.browser()
        .header("User-Agent", agent)
        .formParam("email", person.email())
        .formParam("password", Visitor.PASSWORD)
        .post("/sign-in")
        .cookie(AccountWorld.SESSION);
  }

  private static Response change(Visitor.Person person, String present, String wanted) {
    return person
        .browser()
        .formParam("current", present)
        .formParam("password", wanted)
        .post("/account/password");
  }

  private static boolean isOpen(String session) {
    return Visitor.browser().cookie(AccountWorld.SESSION, session).get("/account").statusCode()
        == 200;
  }

  /// Those of the person, the given one first.
  private static List<UUID> sessionIds(Visitor.Person person, String session) {
    String page =
        Visitor.browser().cookie(AccountWorld.SESSION, session).get("/account").asString();
    Matcher marked = Pattern.compile("This one.*?" + SESSION, Pattern.DOTALL).matcher(page);
    assertThat(marked.find()).isTrue();
    assertThat(page).contains(person.email());
    return List.of(UUID.fromString(marked.group(1)));
  }
}
