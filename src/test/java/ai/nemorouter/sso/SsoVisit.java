package ai.nemorouter.sso;

import ai.nemorouter.testsupport.ScriptedIdentityProvider;
import ai.nemorouter.testsupport.Visitor;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;

/// Goes the way to the provider and back as a browser does.
public final class SsoVisit {
  public static final String SESSION = "__Host-nemo-session";
  static final String ATTEMPT = "__Host-nemo-sso";

  /// That of quarkus-oidc, with state, nonce and verifier.
  static final String STATE = "q_auth";

  private SsoVisit() {}

  /// @return the answer to what the provider sent the browser back with
  public static Response signIn(
      ScriptedIdentityProvider provider, ScriptedIdentityProvider.Person person, String next) {
    return follow(provider, person, Visitor.browser().queryParam("next", next).get("/sign-in/sso"));
  }

  /// @param begun the answer that sends the browser to the provider
  public static Response follow(
      ScriptedIdentityProvider provider, ScriptedIdentityProvider.Person person, Response begun) {
    return bring(provider.signIn(URI.create(begun.header("location")), person), begun);
  }

  /// @param begun the answer whose cookies the browser has
  static Response bring(URI back, Response begun) {
    return Visitor.browser()
        .cookie(ATTEMPT, begun.cookie(ATTEMPT))
        .cookie(STATE, begun.cookie(STATE))
        .urlEncodingEnabled(false)
        .get(back.getRawPath() + "?" + back.getRawQuery());
  }

  /// Somebody who has signed in.
  public static RequestSpecification browser(
      ScriptedIdentityProvider provider, ScriptedIdentityProvider.Person person) {
    return browser(signIn(provider, person, "/"));
  }

  public static RequestSpecification browser(Response signedIn) {
    return Visitor.browser().cookie(SESSION, signedIn.cookie(SESSION));
  }
}
