package ai.nemorouter.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.ScriptedIdentityProvider.Person;
import ai.nemorouter.testsupport.TokenClaims;
import ai.nemorouter.testsupport.Visitor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Nothing that a provider says is believed unchecked, and no answer counts for a browser that did
/// not ask.
@QuarkusTest
@WithTestResource(WithIdentityProvider.class)
class SsoTokensTest {
  @Nullable ScriptedIdentityProvider provider;

  /// What is wrong with a token.
  enum Fault {
    ISSUER,
    AUDIENCE,
    PARTY,
    NO_PARTY,
    TYPE,
    NONCE,
    NO_NONCE,
    SIGNATURE,
    UNSIGNED,
    EXPIRED,
    NO_SUBJECT
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aTokenWithAFaultSignsNobodyIn(Fault fault) {
    Person person = new Person("Mallory").twisted(twist(fault));

    Response answer = SsoVisit.signIn(provider(), person, "/");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.cookies()).doesNotContainKey(SsoVisit.SESSION);
    assertThat(answer.asString()).contains("could not be trusted");
  }

  @Test
  void aTokenWithoutFaultSignsItsPersonInAndSendsThemWhereTheyWereGoing() {
    Response answer = SsoVisit.signIn(provider(), new Person("Ada"), "/account/sso");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.header("location")).endsWith("/account/sso");
    assertThat(answer.detailedCookie(SsoVisit.SESSION).isHttpOnly()).isTrue();
    assertThat(SsoVisit.browser(answer).get("/account/sso").asString())
        .contains("Your account is linked");
  }

  @Test
  void aForeignAddressIsNeverGoneTo() {
    Response answer = SsoVisit.signIn(provider(), new Person("Ada"), "//evil.example/");

    assertThat(URI.create(answer.header("location")).getPath()).isEqualTo("/");
    assertThat(answer.header("location")).doesNotContain("evil");
  }

  @Test
  void theProviderIsAskedWithPkceStateAndNonceAndComesBackToThisConsole() {
    String address = Visitor.browser().get("/sign-in/sso").header("location");

    assertThat(address)
        .startsWith(provider().issuer() + "/authorize?")
        .contains("response_type=code", "code_challenge_method=S256", "code_challenge=")
        .contains("state=", "nonce=", "client_id=nemorouter")
        .contains("redirect_uri=https%3A%2F%2Fconsole.example%2Fsign-in%2Fsso%2Fcallback");
  }

  @Test
  void anAnswerCountsOnceAndOnlyInTheBrowserThatAsked() {
    Response begun = Visitor.browser().get("/sign-in/sso");
    Response other = Visitor.browser().get("/sign-in/sso");
    URI back = provider().signIn(URI.create(begun.header("location")), new Person("Ada"));

    Response stolen = SsoVisit.bring(back, other);
    Response own = SsoVisit.bring(back, begun);
    Response again = SsoVisit.bring(back, begun);

    assertThat(List.of(stolen.statusCode(), own.statusCode(), again.statusCode()))
        .containsExactly(400, 303, 400);
    assertThat(stolen.cookies()).doesNotContainKey(SsoVisit.SESSION);
  }

  @Test
  void whatTheSignInIsForBelongsToItsAnswer() {
    Response begun = Visitor.browser().get("/sign-in/sso");
    Response other = Visitor.browser().get("/sign-in/sso");
    URI back = provider().signIn(URI.create(begun.header("location")), new Person("Ada"));

    Response mixed =
        Visitor.browser()
            .cookie(SsoVisit.ATTEMPT, other.cookie(SsoVisit.ATTEMPT))
            .cookie(SsoVisit.STATE, begun.cookie(SsoVisit.STATE))
            .urlEncodingEnabled(false)
            .get(back.getRawPath() + "?" + back.getRawQuery());

    assertThat(mixed.statusCode()).isEqualTo(400);
    assertThat(mixed.cookies()).doesNotContainKey(SsoVisit.SESSION);
    assertThat(mixed.asString()).contains("This sign-in is over");
  }

  @Test
  void noTokenOfTheProviderLiesInACookie() {
    Response answer = SsoVisit.signIn(provider(), new Person("Ada"), "/");

    assertThat(answer.cookies().keySet()).allMatch(name -> !name.startsWith("q_session"));
    assertThat(answer.detailedCookie(SsoVisit.STATE).getMaxAge()).isZero();
    assertThat(answer.detailedCookie(SsoVisit.ATTEMPT).getMaxAge()).isZero();
  }

  @Test
  void anAnswerOfAnotherIssuerOrOfNoneIsRefused() {
    for (String issuer : List.of("&iss=https%3A%2F%2Fevil.example", "")) {
      Response begun = Visitor.browser().get("/sign-in/sso");
      URI back = provider().signIn(URI.create(begun.header("location")), new Person("Ada"));
      URI mixedUp = URI.create(back.toString().replaceFirst("&iss=.*", issuer));

      assertThat(SsoVisit.bring(mixedUp, begun).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aKeyThatTheProviderRotatedToIsFetched() {
    SsoVisit.signIn(provider(), new Person("Ada"), "/");

    provider().rotateKey();

    // Unknown keys are looked for every five seconds at most.
    await()
        .untilAsserted(() ->
            assertThat(SsoVisit.signIn(provider(), new Person("Grace"), "/").statusCode())
                .isEqualTo(303));
  }

  private UnaryOperator<String> twist(Fault fault) {
    return token -> {
      TokenClaims claims = TokenClaims.of(token);
      return switch (fault) {
        case ISSUER -> provider().sign("JWT", claims.with("iss", "https://evil.example"));
        case AUDIENCE -> provider().sign("JWT", claims.with("aud", "another-client"));
        case PARTY -> provider().sign("JWT", severalAudiences(claims).with("azp", "other"));
        case NO_PARTY -> provider().sign("JWT", severalAudiences(claims));
        case TYPE -> provider().sign("logout+jwt", claims);
        case NONCE -> provider().sign("JWT", claims.with("nonce", "replayed"));
        case NO_NONCE -> provider().sign("JWT", claims.without("nonce"));
        case SIGNATURE -> provider().forge("JWT", claims);
        case UNSIGNED -> ScriptedIdentityProvider.unsigned(claims);
        case EXPIRED ->
            provider()
                .sign("JWT", claims.with("exp", Instant.now().minusSeconds(600).getEpochSecond()));
        case NO_SUBJECT -> provider().sign("JWT", claims.without("sub"));
      };
    };
  }

  private static TokenClaims severalAudiences(TokenClaims claims) {
    return claims.with("aud", List.of(ScriptedIdentityProvider.CLIENT, "other"));
  }

  private ScriptedIdentityProvider provider() {
    return Objects.requireNonNull(provider);
  }
}
