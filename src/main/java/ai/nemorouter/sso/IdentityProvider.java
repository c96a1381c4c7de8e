package ai.nemorouter.sso;

import ai.nemorouter.platform.PlainText;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.LogoutTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.LogoutTokenValidator;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Speaks OpenID Connect with the provider: the authorization code flow with PKCE, refreshing, and
/// both ways of signing out. Everything that the provider says is checked before it is believed.
@ApplicationScoped
class IdentityProvider {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final ProviderSettings settings;
  private final SsoConfig config;
  private final Discovery discovery;

  IdentityProvider(ProviderSettings settings, SsoConfig config, Discovery discovery) {
    this.settings = settings;
    this.config = config;
    this.discovery = discovery;
  }

  /// What the provider must send back or prove knowledge of.
  record Challenge(String state, String nonce, String verifier) {
    static Challenge next() {
      return new Challenge(
          new State().getValue(), new Nonce().getValue(), new CodeVerifier().getValue());
    }
  }

  /// What somebody who signed in brought.
  ///
  /// @param sid the provider's name for its session
  /// @param refreshToken null if the provider gave none
  record Proof(
      Claims claims, @Nullable String sid, @Nullable String refreshToken, String idToken) {}

  /// Sessions that a provider ended.
  ///
  /// @param subject whose; null if only the session is named
  /// @param sid which; null for all of that person
  record Ended(String jti, @Nullable String subject, @Nullable String sid, Instant expires) {}

  /// Where to send a browser to sign in.
  ///
  /// @param again whether the provider is to ask for the password even if it knows the person
  URI signInAddress(Challenge challenge, boolean again) throws ProviderUnreachableException {
    ProviderSettings.Known known = settings.getOrThrow();
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                new ResponseType(ResponseType.Value.CODE),
                known.scope(),
                known.clientId(),
                known.redirect())
            .endpointURI(discovery.answeringProvider().metadata().getAuthorizationEndpointURI())
            .state(new State(challenge.state()))
            .nonce(new Nonce(challenge.nonce()))
            .codeChallenge(new CodeVerifier(challenge.verifier()), CodeChallengeMethod.S256);
    if (again) {
      request.prompt(new Prompt(Prompt.Type.LOGIN));
    }
    return request.build().toURI();
  }

  /// Turns the code that a browser brought into a checked proof of who it is.
  ///
  /// @param issuer what the answer says it comes from, so that no other provider's answer passes
  Proof redeem(String code, @Nullable String issuer, Challenge challenge)
      throws ProviderUnreachableException, ProviderRefusedException {
    Discovery.Found provider = discovery.provider();
    boolean announced = provider.metadata().supportsAuthorizationResponseIssuerParam();
    if (issuer == null ? announced : !issuer.equals(settings.getOrThrow().issuer().getValue())) {
      throw new ProviderRefusedException("The answer comes from another issuer");
    }
    OIDCTokens tokens =
        ask(
            provider,
            new AuthorizationCodeGrant(
                new AuthorizationCode(code),
                settings.getOrThrow().redirect(),
                new CodeVerifier(challenge.verifier())));
    JWT idToken = tokens.getIDToken();
    if (idToken == null) {
      throw new ProviderRefusedException("There is no ID token in the answer");
    }
    return proof(tokens, checked(provider, idToken, challenge.nonce()), idToken);
  }

  /// Asks whether the session still stands, and for what the person may do now.
  ///
  /// @param subject whose session it is
  /// @param idToken the latest known, kept if the provider gives no new one
  Proof refresh(String refreshToken, String subject, String idToken)
      throws ProviderUnreachableException, ProviderRefusedException {
    Discovery.Found provider = discovery.provider();
    OIDCTokens tokens = ask(provider, new RefreshTokenGrant(new RefreshToken(refreshToken)));
    JWT fresh = tokens.getIDToken();
    Proof proof =
        fresh == null
            ? new Proof(userInfo(provider, tokens.getAccessToken()), null, refresh(tokens), idToken)
            : proof(tokens, checked(provider, fresh, null), fresh);
    if (!proof.claims().subject().equals(subject)) {
      throw new ProviderRefusedException("The refreshed tokens are about somebody else");
    }
    return proof.refreshToken() == null
        ? new Proof(proof.claims(), proof.sid(), refreshToken, proof.idToken())
        : proof;
  }

  /// Where to send a browser so that the person is signed out at the provider too; empty if the
  /// provider has no such page.
  Optional<URI> signOutAddress(String idToken) throws ProviderUnreachableException {
    URI endpoint = discovery.provider().metadata().getEndSessionEndpointURI();
    if (endpoint == null) {
      return Optional.empty();
    }
    try {
      JWT hint = JWTParser.parse(idToken);
      return Optional.of(
          new LogoutRequest(endpoint, hint, settings.getOrThrow().afterSignOut(), null).toURI());
    } catch (java.text.ParseException e) {
      throw new IllegalStateException("A stored ID token is none", e);
    }
  }

  /// Reads a logout token: signed by the provider, for us, of the type `logout+jwt`, with the
  /// logout event and without a nonce.
  Ended ended(String logoutToken) throws ProviderUnreachableException, ProviderRefusedException {
    Discovery.Found provider = discovery.provider();
    LogoutTokenValidator validator =
        new LogoutTokenValidator(
            settings.getOrThrow().issuer(),
            settings.getOrThrow().clientId(),
            true,
            provider.keys(),
            null);
    try {
      LogoutTokenClaimsSet claims = validator.validate(JWTParser.parse(logoutToken));
      if (claims.getExpirationTime() == null) {
        throw new ProviderRefusedException("The logout token does not expire");
      }
      return new Ended(
          claims.getJWTID().getValue(),
          claims.getSubject() == null ? null : claims.getSubject().getValue(),
          claims.getSessionID() == null ? null : claims.getSessionID().getValue(),
          claims.getExpirationTime().toInstant());
    } catch (java.text.ParseException e) {
      throw new ProviderRefusedException("The logout token is no token", e);
    } catch (BadJOSEException | JOSEException e) {
      throw untrusted(e);
    }
  }

  private Proof proof(OIDCTokens tokens, IDTokenClaimsSet checked, JWT idToken)
      throws ProviderRefusedException {
    try {
      return new Proof(
          Claims.of(checked.getSubject().getValue(), checked.toJWTClaimsSet().getClaims(), config),
          checked.getSessionID() == null ? null : checked.getSessionID().getValue(),
          refresh(tokens),
          idToken.serialize());
    } catch (ParseException e) {
      throw new ProviderRefusedException("The ID token cannot be read", e);
    }
  }

  private static @Nullable String refresh(OIDCTokens tokens) {
    RefreshToken token = tokens.getRefreshToken();
    return token == null ? null : token.getValue();
  }

  private IDTokenClaimsSet checked(Discovery.Found provider, JWT idToken, @Nullable String nonce)
      throws ProviderUnreachableException, ProviderRefusedException {
    IDTokenValidator validator =
        new IDTokenValidator(
            settings.getOrThrow().issuer(),
            settings.getOrThrow().clientId(),
            provider.keys(),
            null);
    try {
      IDTokenClaimsSet claims =
          validator.validate(idToken, nonce == null ? null : new Nonce(nonce));
      requireParty(claims);
      return claims;
    } catch (BadJOSEException | JOSEException e) {
      throw untrusted(e);
    }
  }

  /// A token for several audiences names the one it was made for, and that must be this one.
  private void requireParty(IDTokenClaimsSet claims) throws ProviderRefusedException {
    AuthorizedParty party = claims.getAuthorizedParty();
    boolean named =
        party != null && party.getValue().equals(settings.getOrThrow().clientId().getValue());
    if (!named && (party != null || claims.getAudience().size() > 1)) {
      throw new ProviderRefusedException("The token was made for another client: " + party);
    }
  }

  /// @return what to throw: a token that cannot be trusted, unless the keys cannot be had
  private static ProviderRefusedException untrusted(Exception e)
      throws ProviderUnreachableException {
    if (e instanceof RemoteKeySourceException || e instanceof KeySourceException) {
      throw new ProviderUnreachableException("Its keys cannot be had.", e);
    }
    return new ProviderRefusedException(
        "The token cannot be trusted: " + PlainText.escaped(String.valueOf(e.getMessage()), 200),
        e);
  }

  private OIDCTokens ask(Discovery.Found provider, AuthorizationGrant grant)
      throws ProviderUnreachableException, ProviderRefusedException {
    ProviderSettings.Known known = settings.getOrThrow();
    URI endpoint = provider.metadata().getTokenEndpointURI();
    Optional<ClientAuthentication> authentication =
        known.secret().map(secret -> authentication(provider.metadata(), secret));
    TokenRequest request =
        authentication.isPresent()
            ? new TokenRequest.Builder(endpoint, authentication.get(), grant).build()
            : new TokenRequest.Builder(endpoint, known.clientId(), grant).build();
    try {
      TokenResponse answer = OIDCTokenResponseParser.parse(send(request.toHTTPRequest()));
      if (answer instanceof OIDCTokenResponse tokens && answer.indicatesSuccess()) {
        return tokens.getOIDCTokens();
      }
      throw new ProviderRefusedException(
          "The provider gave no tokens: " + answer.toErrorResponse().getErrorObject().getCode());
    } catch (ParseException e) {
      throw new ProviderRefusedException("The provider's answer cannot be read", e);
    }
  }

  private Claims userInfo(Discovery.Found provider, AccessToken token)
      throws ProviderUnreachableException, ProviderRefusedException {
    URI endpoint = provider.metadata().getUserInfoEndpointURI();
    if (endpoint == null) {
      throw new ProviderRefusedException("Refreshing gives neither an ID token nor a userinfo");
    }
    try {
      UserInfoResponse answer =
          UserInfoResponse.parse(send(new UserInfoRequest(endpoint, token).toHTTPRequest()));
      if (!answer.indicatesSuccess() || answer.toSuccessResponse().getUserInfo() == null) {
        throw new ProviderRefusedException("The provider does not tell about the person");
      }
      var info = answer.toSuccessResponse().getUserInfo();
      return Claims.of(info.getSubject().getValue(), info.toJSONObject(), config);
    } catch (ParseException e) {
      throw new ProviderRefusedException("The provider's answer cannot be read", e);
    }
  }

  /// Blocks a virtual thread, for five seconds to connect and five between bytes at most.
  private static HTTPResponse send(HTTPRequest request) throws ProviderUnreachableException {
    request.setConnectTimeout(Discovery.TIMEOUT_MILLIS);
    request.setReadTimeout(Discovery.TIMEOUT_MILLIS);
    request.setFollowRedirects(false);
    try {
      HTTPResponse answer = request.send();
      int status = answer.getStatusCode();
      if (status >= SERVER_ERROR || status == TOO_MANY_REQUESTS) {
        throw new ProviderUnreachableException("It answers with status " + status + ".");
      }
      return answer;
    } catch (IOException e) {
      throw new ProviderUnreachableException("It does not answer.", e);
    }
  }

  private ClientAuthentication authentication(OIDCProviderMetadata metadata, Secret secret) {
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean onlyPost =
        methods != null
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return onlyPost
        ? new ClientSecretPost(settings.getOrThrow().clientId(), secret)
        : new ClientSecretBasic(settings.getOrThrow().clientId(), secret);
  }
}
