package ai.nemorouter.account.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SignInTest {
  private final Visitor visitor;
  private final World world;
  private final TestDatabase database;
  private final Sessions sessions;

  SignInTest(Visitor visitor, World world, TestDatabase database, Sessions sessions) {
    this.visitor = visitor;
    this.world = world;
    this.database = database;
    this.sessions = sessions;
  }

  @Test
  void theRightPasswordOpensASessionInASafeCookie() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response response = Visitor.signIn(ada.email(), Visitor.PASSWORD, "/");

    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.header("Set-Cookie"))
        .startsWith("__Host-nemo-session=")
        .containsIgnoringCase("secure")
        .containsIgnoringCase("httponly")
        .containsIgnoringCase("samesite=lax")
        .containsIgnoringCase("path=/");
  }

  @Test
  void theSessionIsStoredOnlyAsItsHash() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    assertThat(stored(ada)).isOne();
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressGetTheSameAnswer() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response wrong = Visitor.signIn(ada.email(), "not the password", "/");
    Response unknown = Visitor.signIn("nobody@example.com", "not the password", "/");

    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(wrong.asString()).contains("do not match").doesNotContain("not the password");
    assertThat(unknown.asString().replace("nobody@example.com", ada.email()))
        .isEqualTo(wrong.asString());
  }

  @Test
  void afterTenFailuresEvenTheRightPasswordHasToWait() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());
    for (int attempt = 0; attempt < ThrottleRule.PASSWORDS_PER_ACCOUNT_AND_ADDRESS; attempt++) {
      assertThat(Visitor.signIn(ada.email(), "guess number " + attempt, "/").statusCode())
          .isEqualTo(422);
    }

    Response response = Visitor.signIn(ada.email(), Visitor.PASSWORD, "/");

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.asString()).contains("Too many failed attempts. Try again in 15 minutes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example/",
        "javascript:alert(1)", "evil.example", "/a b", "/%zz"
      })
  void signingInNeverLeadsToAnotherHost(String next) {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response response = Visitor.signIn(ada.email(), Visitor.PASSWORD, next);

    assertThat(URI.create(response.header("Location")).getPath()).isEqualTo("/");
    assertThat(URI.create(response.header("Location")).getHost()).isIn(null, "localhost");
  }

  @Test
  void signingInLeadsBackToWhereOneWanted() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String wanted = "/o/globex-" + place.orgId() + "/requests?status=ok";

    String signIn = Visitor.browser().get(wanted).header("Location");
    Response response = Visitor.signIn(ada.email(), Visitor.PASSWORD, wanted);

    assertThat(signIn).contains("/sign-in?next=%2Fo%2F").contains("%3Fstatus%3Dok");
    assertThat(response.header("Location")).endsWith(wanted);
  }

  @Test
  void signingOutEndsTheSessionOnTheServer() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    String page = "/o/globex-" + place.orgId() + "/teams";
    assertThat(ada.browser().get(page).statusCode()).isEqualTo(200);

    ada.browser().post("/sign-out");

    assertThat(ada.browser().get(page).statusCode()).isEqualTo(303);
  }

  @Test
  void aSessionThatWasIdleForTooLongIsOverAndForgotten() {
    World.Place place = world.newOrganization();
    Visitor.Person ada = visitor.owner(place.orgId());
    Visitor.Person grace = visitor.owner(place.orgId());
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update sessions set last_seen_at = now() - interval '13 hours' where token_hash = sha256(convert_to(?, 'UTF8'))",
                ada.session()));

    Response response = ada.browser().get("/o/globex-" + place.orgId() + "/teams");
    sessions.forgetWhatIsOver();

    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.header("Location")).contains("/sign-in");
    assertThat(stored(ada)).isZero();
    assertThat(stored(grace)).isOne();
  }

  @Test
  void aFormFromAForeignPageIsRefused() {
    Visitor.Person ada = visitor.owner(world.newOrganization().orgId());

    Response foreign =
        RestAssured.given()
            .cookie("__Host-nemo-session", ada.session())
            .header("Sec-Fetch-Site", "cross-site")
            .post("/sign-out");
    Response nameless =
        RestAssured.given().cookie("__Host-nemo-session", ada.session()).post("/sign-out");
    Response wrongOrigin =
        RestAssured.given()
            .cookie("__Host-nemo-session", ada.session())
            .header("Origin", "https://evil.example")
            .post("/sign-out");

    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.asString()).contains("not sent from a page of this console");
    assertThat(nameless.statusCode()).isEqualTo(403);
    assertThat(wrongOrigin.statusCode()).isEqualTo(403);
    assertThat(ada.browser().get("/").header("Location")).doesNotContain("sign-in");
  }

  private long stored(Visitor.Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select count(*) from sessions where token_hash = sha256(convert_to(:token, 'UTF8'))")
                .bind("token", person.session())
                .mapTo(Long.class)
                .one());
  }
}
