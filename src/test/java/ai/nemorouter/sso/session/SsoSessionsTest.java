package ai.nemorouter.sso.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.sso.SsoVisit;
import ai.nemorouter.sso.WithIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.TokenClaims;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A session stands as long as the provider says so: it is asked at every request here, and may end
/// sessions by itself.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class SsoSessionsTest {
  private static final String PAGE = "/account/sso";
  private static final int AT_ONCE = 8;
  private static final int FOUND = 303;

  @Inject TestDatabase database;

  @Nullable ScriptedIdentityProvider provider;

  @AfterEach
  void bringTheProviderBack() {
    provider().setDown(false);
    // A provider that failed is left alone for a moment.
    await().until(() -> Visitor.browser().get("/sign-in/sso").statusCode() == FOUND);
  }

  @Test
  void aSessionEndsWhenTheProviderRefusesToRefreshIt() {
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);

    ada.refusingRefresh();

    assertThat(browser.get(PAGE).header("location")).contains("/sign-in?next=");
    assertThat(sessions(ada)).isZero();
  }

  @Test
  void aSessionEndsWhenTheRefreshedTokenIsAboutSomebodyElse() {
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);

    ada.twisted(
        token -> provider().sign("JWT", provider().logoutToken().with("sub", "somebody else")));

    assertThat(browser.get(PAGE).header("location")).contains("/sign-in?next=");
  }

  @Test
  void ofManyRequestsAtOnceOneAsksAndRefreshTokensCountOnce() {
    Response signedIn = SsoVisit.signIn(provider(), new Person("Ada"), "/");
    int before = provider().refreshes();

    List<Integer> statuses;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Integer>> answers =
          IntStream.range(0, AT_ONCE)
              .mapToObj(_ ->
                  CompletableFuture.supplyAsync(
                      () -> SsoVisit.browser(signedIn).get(PAGE).statusCode(), executor))
              .toList();
      statuses = answers.stream().map(CompletableFuture::join).toList();
    }

    assertThat(statuses).containsOnly(200);
    assertThat(provider().refreshes()).isGreaterThan(before);
  }

  @Test
  void whileTheProviderIsAwaySessionsGoOnForTheGraceAndNoLonger() {
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    provider().setDown(true);

    assertThat(browser.get(PAGE).statusCode()).isEqualTo(200);
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update sso_sessions set refresh_due_at = now() - interval '11 minutes', asked_until = '-infinity' where subject = ?",
                ada.subject()));

    assertThat(browser.get(PAGE).header("location")).contains("/sign-in?next=");
    assertThat(sessions(ada)).isZero();
  }

  @Test
  void signingOutSendsTheBrowserToTheProvidersSignOut() {
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);

    Response answer = browser.post("/sign-out");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.asString())
        .contains("http-equiv=\"refresh\"", provider().issuer() + "/sign-out?", "id_token_hint=")
        .contains("post_logout_redirect_uri=https%3A%2F%2Fconsole.example%2Fsign-in");
    assertThat(sessions(ada)).isZero();
  }

  @Test
  void aLogoutTokenEndsTheSessionItNamesAndCountsOnce() {
    Person ada = new Person("Ada");
    RequestSpecification browser = SsoVisit.browser(provider(), ada);
    String token =
        provider()
            .sign(
                "logout+jwt",
                provider().logoutToken().with("sub", ada.subject()).with("sid", ada.session()));

    Response first = logOut(token);
    Response again = logOut(token);

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.header("cache-control")).isEqualTo("no-store");
    assertThat(again.statusCode()).isEqualTo(400);
    assertThat(browser.get(PAGE).header("location")).contains("/sign-in?next=");
  }

  @Test
  void aLogoutTokenThatNamesOnlyAPersonEndsAllTheirSessions() {
    Person ada = new Person("Ada");
    Person grace = new Person("Grace");
    SsoVisit.signIn(provider(), ada, "/");
    SsoVisit.signIn(provider(), ada, "/");
    SsoVisit.signIn(provider(), grace, "/");

    logOut(provider().sign("logout+jwt", provider().logoutToken().with("sub", ada.subject())));

    assertThat(sessions(ada)).isZero();
    assertThat(sessions(grace)).isOne();
  }

  @Test
  void aLogoutTokenWithAFaultEndsNothing() {
    Person ada = new Person("Ada");
    SsoVisit.signIn(provider(), ada, "/");
    TokenClaims good = provider().logoutToken().with("sub", ada.subject());

    List<String> faulty =
        List.of(
            provider().forge("logout+jwt", good),
            ScriptedIdentityProvider.unsigned(good),
            provider().sign("JWT", good),
            provider().sign("logout+jwt", good.with("iss", "https://evil.example")),
            provider().sign("logout+jwt", good.with("aud", "another-client")),
            provider().sign("logout+jwt", good.with("nonce", "n")),
            provider().sign("logout+jwt", good.with("events", Map.of())),
            provider().sign("logout+jwt", good.without("sub")),
            provider().sign("logout+jwt", good.without("jti")),
            provider().sign("logout+jwt", good.without("exp")),
            "no token",
            "a.b.c");

    assertThat(faulty).allSatisfy(token -> assertThat(logOut(token).statusCode()).isEqualTo(400));
    assertThat(sessions(ada)).isOne();
  }

  @Test
  void whileTheProviderIsAwayThePageSaysSo() {
    provider().setDown(true);

    // What answered a moment ago is believed to be there for three seconds.
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          Response answer = Visitor.browser().get("/sign-in/sso");
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(answer.asString()).contains("Keycard cannot be reached", "/sign-in");
        });
  }

  /// As a program sends it: without a session, an origin or a browser.
  private static Response logOut(String token) {
    return RestAssured.given()
        .formParam("logout_token", token)
        .post("/sign-in/sso/back-channel-logout");
  }

  private int sessions(Person person) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select count(*) from sso_sessions where subject = :subject")
                .bind("subject", person.subject())
                .mapTo(Integer.class)
                .one());
  }

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
