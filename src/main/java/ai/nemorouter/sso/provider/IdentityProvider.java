package ai.nemorouter.sso.provider;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.UserInfo;
import io.quarkus.oidc.runtime.OidcProvider;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Speaks OpenID Connect with the provider: the authorization code flow with PKCE, refreshing, and
/// both ways of signing out. quarkus-oidc does the protocol; nothing that the provider says is
/// believed unchecked.
@ApplicationScoped
public class IdentityProvider {
  private static final String ISSUER_IN_ANSWERS = "authorization_response_iss_parameter_supported";

  private final SsoProviderSettings settings;
  private final SsoConfig config;
  private final ProviderConnection connection;
  private final HttpAuthenticator authenticator;
  private final CurrentVertxRequest current;

  IdentityProvider(
      SsoProviderSettings settings,
      SsoConfig config,
      ProviderConnection connection,
      HttpAuthenticator authenticator,
      CurrentVertxRequest current) {
    this.settings = settings;
    this.config = config;
    this.connection = connection;
    this.authenticator = authenticator;
    this.current = current;
  }

  /// Where to send a browser to sign in. quarkus-oidc gives it a cookie with the state, the nonce
  /// and the verifier.
  ///
  /// @param state what the provider must send it back with
  public record Asked(URI address, String state) {}

  /// What somebody who signed in brought.
  ///
  /// @param sid the provider's name for its session
  /// @param refreshToken null if the provider gave none
  public record Proof(
      Claims claims, @Nullable String sid, @Nullable String refreshToken, String idToken) {}

  /// Sessions that a provider ended.
  ///
  /// @param subject whose; null if only the session is named
  /// @param sid which; null for all of that person
  public record Ended(
      String jti, @Nullable String subject, @Nullable String sid, Instant expires) {}

  /// Begins a sign-in in the browser of this request, if the provider answers.
  ///
  /// @param again whether the provider is to ask for the password even if it knows the person
  public Asked ask(boolean again) throws ProviderUnreachableException {
    connection.answeringProvider();
    ChallengeData challenge;
    try {
      challenge = ProviderConnection.answer(authenticator.getChallenge(exchange()));
    } catch (ProviderRefusedException e) {
      throw new ProviderUnreachableException("It takes no sign-ins.", e);
    }
    String address =
        challenge.getHeaders().entrySet().stream()
            .filter(header -> header.getKey().toString().equalsIgnoreCase(HttpHeaders.LOCATION))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    List<String> state = new QueryStringDecoder(address).parameters().get("state");
    if (state == null) {
      throw new ProviderUnreachableException("It wants sign-ins to be pushed to it first.");
    }
    return new Asked(URI.create(again ? address + "&prompt=login" : address), state.getFirst());
  }

  /// Turns the code that the browser of this request brought into a checked proof of who it is.
  ///
  /// @param issuer what the answer says it comes from, so that no other provider's answer passes
  public Proof redeem(@Nullable String issuer)
      throws ProviderUnreachableException, ProviderRefusedException {
    OidcProvider provider = connection.provider();
    boolean announced = "true".equals(provider.getMetadata().get(ISSUER_IN_ANSWERS));
    if (issuer == null ? announced : !issuer.equals(settings.getOrThrow().issuer())) {
      throw new ProviderRefusedException("The answer comes from another issuer");
    }
    RoutingContext exchange = exchange();
    Optional<SecurityIdentity> identity =
        ProviderConnection.answer(
            authenticator.attemptAuthentication(exchange).map(Optional::ofNullable));
    // Its own session ends with this request: ours takes over.
    exchange.response().removeCookie(OidcUtils.SESSION_COOKIE_NAME, false);
    @Nullable AuthorizationCodeTokens tokens =
        exchange.get(AuthorizationCodeTokens.class.getName());
    if (identity.isEmpty() || tokens == null) {
      throw new ProviderRefusedException("This browser did not begin the sign-in");
    }
    return proof(provider, tokens, tokens.getIdToken());
  }

  /// Asks whether the session still stands, and for what the person may do now.
  ///
  /// @param subject whose session it is
  /// @param idToken the latest known, kept if the provider gives no new one
  public Proof refresh(String refreshToken, String subject, String idToken)
      throws ProviderUnreachableException, ProviderRefusedException {
    OidcProvider provider = connection.provider();
    AuthorizationCodeTokens tokens =
        ProviderConnection.answer(provider.refreshTokens(refreshToken));
    @Nullable String fresh = tokens.getIdToken();
    Proof proof =
        fresh == null
            ? new Proof(userInfo(provider, tokens), null, tokens.getRefreshToken(), idToken)
            : proof(provider, tokens, fresh);
    if (!proof.claims().subject().equals(subject)) {
      throw new ProviderRefusedException("The refreshed tokens are about somebody else");
    }
    return proof.refreshToken() == null
        ? new Proof(proof.claims(), proof.sid(), refreshToken, proof.idToken())
        : proof;
  }

  /// Where to send a browser so that the person is signed out at the provider too; empty if the
  /// provider has no such page.
  public Optional<URI> signOutAddress(String idToken) throws ProviderUnreachableException {
    OidcConfigurationMetadata metadata = connection.provider().getMetadata();
    @Nullable String endpoint = metadata.getEndSessionUri();
    return endpoint == null
        ? Optional.empty()
        : Optional.of(
            UriBuilder.fromUri(endpoint)
                .queryParam("id_token_hint", "{idToken}")
                .queryParam("post_logout_redirect_uri", "{afterwards}")
                .build(idToken, settings.getOrThrow().afterSignOut()));
  }

  /// Reads a logout token: signed by the provider, for us, of the type `logout+jwt`, with the
  /// logout event and without a nonce.
  public Ended ended(String logoutToken)
      throws ProviderUnreachableException, ProviderRefusedException {
    SignedToken token = SignedToken.of(logoutToken);
    token.requireLogoutToken();
    ProviderConnection.answer(
        connection.provider().refreshJwksAndVerifyJwtToken(logoutToken, true, false, null));
    return new Ended(
        String.valueOf(token.text("jti")),
        token.text("sub"),
        token.text("sid"),
        Instant.ofEpochSecond(token.content().getLong("exp")));
  }

  /// An ID token is checked with the provider's current keys, those of a new sign-in once more: the
  /// keys that quarkus-oidc has may have been taken back.
  private Proof proof(OidcProvider provider, AuthorizationCodeTokens tokens, String idToken)
      throws ProviderUnreachableException, ProviderRefusedException {
    ProviderConnection.answer(provider.refreshJwksAndVerifyJwtToken(idToken, true, true, null));
    SignedToken token = SignedToken.of(idToken);
    token.requireIdTokenFor(settings.getOrThrow().clientId());
    return new Proof(claims(token.claims()), token.text("sid"), tokens.getRefreshToken(), idToken);
  }

  private Claims userInfo(OidcProvider provider, AuthorizationCodeTokens tokens)
      throws ProviderUnreachableException, ProviderRefusedException {
    if (provider.getMetadata().getUserInfoUri() == null) {
      throw new ProviderRefusedException("Refreshing gives neither an ID token nor a userinfo");
    }
    UserInfo told = ProviderConnection.answer(provider.getUserInfo(tokens.getAccessToken()));
    try {
      return claims(new JsonObject(told.getUserInfoString()).getMap());
    } catch (DecodeException e) {
      throw new ProviderRefusedException("The provider's answer cannot be read", e);
    }
  }

  private Claims claims(Map<String, Object> told) throws ProviderRefusedException {
    if (told.get("sub") instanceof String subject && !subject.isEmpty()) {
      return Claims.of(subject, told, config);
    }
    throw new ProviderRefusedException("The provider does not tell about the person");
  }

  private RoutingContext exchange() {
    return current.getCurrent();
  }
}
