package ai.nemorouter.key.app;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.access.Role;
import ai.nemorouter.testsupport.People;
import ai.nemorouter.testsupport.Visitor;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a person sees and decides when an app sends them here.
@QuarkusTest
class AppConsentTest {
  @Inject World world;
  @Inject Visitor visitor;
  @Inject People people;
  @Inject AppWorld apps;

  private World.Place place;

  @BeforeEach
  void createOrganization() {
    place = world.newOrganization();
  }

  @Test
  void whoeverIsNotSignedInComesBackAfterSigningIn() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String link = AppWorld.link(AppWorld.CALLBACK);

    String signIn = Visitor.browser().urlEncodingEnabled(false).get(link).header("Location");
    assertThat(signIn).startsWith("/sign-in?next=%2Fauth%3Fcallback_url%3D");

    Response signedIn = Visitor.signIn(owner.email(), Visitor.PASSWORD, link);
    assertThat(signedIn.header("Location")).isEqualTo(link);
  }

  @Test
  void thePageSaysWhichAppAsksAndMayLeadBackToItAlone() {
    Visitor.Person owner = visitor.owner(place.orgId());

    String page = get(owner, AppWorld.link(AppWorld.CALLBACK)).header("Location");
    assertThat(page).isEqualTo(AppWorld.page(place));
    Response shown = get(owner, page);

    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.asString())
        .contains("Allow app.example.com to use NemoRouter?", "Research", "value=\"10\"")
        .contains(
            "href=\"https://app.example.com/back?theme=dark&amp;error=access_denied\">Cancel");
    assertThat(shown.headers().getValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("form-action 'self' https://app.example.com;");
  }

  @Test
  void whoeverHasSeveralOrganizationsChoosesOne() {
    Visitor.Person owner = visitor.owner(place.orgId());
    World.Place other = world.newOrganization();
    apps.execute(
        other,
        "insert into members (org_id, user_id, role) values (:orgId, '%s', 'owner')"
            .formatted(apps.userId(owner)));

    String page = get(owner, AppWorld.link(AppWorld.CALLBACK)).asString();

    assertThat(page).contains("Choose an organization", place.path("auth"), other.path("auth"));
  }

  @Test
  void stateAndTheAppsOwnParametersComeBackWithTheCode() {
    Visitor.Person owner = visitor.owner(place.orgId());

    Response answer =
        AppWorld.form(owner.browser(), place).formParam("state", "a&b").post(place.path("auth"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.header("Location"))
        .matches(
            "https://app\\.example\\.com/back\\?theme=dark&code=[A-Za-z0-9_-]{64}&state=a%26b");
    assertThat(get(owner, AppWorld.page(place) + "&state=a%26b").asString())
        .contains("error=access_denied&amp;state=a%26b");
  }

  @Test
  void addressesThatCannotBeTrustedAreRefusedWithTheReason() {
    Visitor.Person owner = visitor.owner(place.orgId());

    assertRefused(owner, "", "has no callback_url");
    assertRefused(owner, "http://app.example.com/", "must begin with https://");
    assertRefused(owner, "http://localhost.example.com/", "must begin with https://");
    assertRefused(owner, "javascript:alert(1)", "an address with a host");
    assertRefused(owner, "ftp://app.example.com/", "must begin with https://");
    assertRefused(owner, "//app.example.com/", "must be a whole address");
    assertRefused(owner, "https://me:secret@app.example.com/", "user name or password");
    assertRefused(owner, "https://me@app.example.com/", "user name or password");
    assertRefused(owner, "https://app.example.com/#part", "must not have a fragment");
    assertRefused(owner, "https://app.example.com\\@evil.example/", "must be a whole address");
    assertRefused(owner, "https:///back", "must be a");
    assertRefused(owner, "https://app.example.com/" + "x".repeat(1000), "at most 1000");
  }

  @Test
  void addressesOfThisComputerMayBePlain() {
    Visitor.Person owner = visitor.owner(place.orgId());

    for (String callback :
        List.of("http://localhost:3000/", "http://127.0.0.1:8080/back", "http://[::1]:3000/")) {
      String page = get(owner, AppWorld.link(callback)).header("Location");
      assertThat(page).as(callback).startsWith(place.path("auth"));
      Response shown = get(owner, page);
      assertThat(shown.statusCode()).as(callback).isEqualTo(200);
      assertThat(shown.header("Content-Security-Policy")).contains("form-action 'self' http:");
    }
  }

  @Test
  void onlyChallengesByHashAreTaken() {
    Visitor.Person owner = visitor.owner(place.orgId());
    String link = AppWorld.link(AppWorld.CALLBACK);

    assertThat(reason(owner, link.replace("S256", "plain"))).contains("must be S256");
    assertThat(reason(owner, link.replace("&code_challenge_method=S256", "")))
        .contains("must be S256");
    assertThat(reason(owner, link.replace("code_challenge=", "other=")))
        .contains("has no code_challenge");
    assertThat(reason(owner, link.replace("&code_challenge_method", "x&code_challenge_method")))
        .contains("43 characters");
    assertThat(
            owner
                .browser()
                .formParam("callback_url", "https://evil.example/#x")
                .post(place.path("auth"))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void whoeverMayNotCreateKeysAllowsNothing() {
    Visitor.Person auditor = visitor.member(place.orgId(), Role.AUDITOR);

    assertThat(get(auditor, AppWorld.link(AppWorld.CALLBACK)).asString())
        .contains("You cannot create keys", "error=access_denied");
    assertThat(get(auditor, AppWorld.page(place)).statusCode()).isEqualTo(403);
    assertThat(AppWorld.form(auditor.browser(), place).post(place.path("auth")).statusCode())
        .isEqualTo(403);
    Visitor.Person stranger = visitor.owner(world.newOrganization().orgId());
    assertThat(get(stranger, AppWorld.page(place)).statusCode()).isEqualTo(404);
  }

  @Test
  void whoeverMaySetNoLimitsIsAskedForNoneAndCannotSendOne() {
    Visitor.Person developer = apps.developer(place);

    assertThat(get(developer, AppWorld.page(place)).asString())
        .doesNotContain("name=\"limit\"")
        .contains("Your limits and those of the team apply");
    Response limited =
        AppWorld.form(developer.browser(), place).formParam("limit", "5").post(place.path("auth"));
    assertThat(limited.statusCode()).isEqualTo(422);
    assertThat(limited.header("Content-Security-Policy")).contains("https://app.example.com");
    assertThat(
            AppWorld.form(developer.browser(), place).post(place.path("auth")).header("Location"))
        .contains("code=");
  }

  @Test
  void whatCannotBeAcceptedIsSaidBesideItsField() {
    Visitor.Person owner = visitor.owner(place.orgId());
    World.Place other = world.newOrganization();

    assertThat(AppWorld.form(owner.browser(), other).post(place.path("auth")).asString())
        .contains("Choose a team in which you can create keys.");
    assertThat(
            AppWorld.form(owner.browser(), place)
                .formParam("limit", "a lot")
                .post(place.path("auth"))
                .statusCode())
        .isEqualTo(422);
    assertThat(apps.execute(place, "delete from app_codes where org_id = :orgId")).isZero();
  }

  @Test
  void theAuditLogSaysWhatWasAllowed() {
    Visitor.Person owner = visitor.owner(place.orgId());
    AppWorld.code(owner, place);

    assertThat(people.audited(place.orgId(), "app.allowed"))
        .singleElement()
        .satisfies(details -> {
          assertThat(details.path("key").asText()).isEqualTo("app.example.com");
          assertThat(details.path("team_id").asText()).isEqualTo(place.teamId().toString());
          assertThat(details.path("monthly_limit").asText()).startsWith("$10");
        });
  }

  private static void assertRefused(Visitor.Person person, String callback, String reason) {
    Response answer = get(person, AppWorld.link(callback));
    assertThat(answer.statusCode()).as(callback).isEqualTo(400);
    assertThat(answer.asString())
        .as(callback)
        .contains(reason, "Tell the people who make the app")
        .doesNotContain("error=access_denied");
  }

  private static String reason(Visitor.Person person, String link) {
    Response answer = get(person, link);
    assertThat(answer.statusCode()).as(link).isEqualTo(400);
    return answer.asString();
  }

  private static Response get(Visitor.Person person, String address) {
    return person.browser().urlEncodingEnabled(false).get(address);
  }
}
