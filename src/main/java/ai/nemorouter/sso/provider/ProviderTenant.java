package ai.nemorouter.sso.provider;

import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.sso.PendingSsoSignIns;
import io.quarkus.oidc.Oidc;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.OidcTenantConfigBuilder;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;

/// Sets up quarkus-oidc for the provider that the environment names; without one it stays off. Its
/// part is the protocol. Sessions are rows of ours (`SsoSessions`).
@ApplicationScoped
class ProviderTenant {
  private static final String SIGN_IN = "/sign-in/sso";
  private static final int CLOCK_TOLERANCE_SECONDS = 60;

  /// A token with an unknown key has the keys fetched anew, but no more often than that.
  private static final Duration KEYS_PAUSE = Duration.ofSeconds(5);

  private final SsoProviderSettings settings;
  private final Secrets secrets;

  ProviderTenant(SsoProviderSettings settings, Secrets secrets) {
    this.settings = settings;
    this.secrets = secrets;
  }

  void create(@Observes Oidc oidc) {
    if (settings.areComplete()) {
      oidc.create(tenant(settings.getOrThrow()));
    }
  }

  private OidcTenantConfig tenant(SsoProviderSettings.Known known) {
    OidcTenantConfigBuilder tenant =
        OidcTenantConfig.authServerUrl(known.issuer())
            .applicationType(ApplicationType.WEB_APP)
            .clientId(known.clientId())
            .connectionTimeout(ProviderConnection.PATIENCE)
            .followRedirects(false)
            .token()
            .issuer(known.issuer())
            .subjectRequired()
            .lifespanGrace(CLOCK_TOLERANCE_SECONDS)
            .forcedJwkRefreshInterval(KEYS_PAUSE)
            .allowJwtIntrospection(false)
            .allowOpaqueTokenIntrospection(false)
            .end()
            .tokenStateManager()
            .encryptionRequired(false)
            .end();
    known
        .secret()
        .ifPresent(secret -> tenant.credentials().clientSecret(secret, Method.BASIC).end());
    return withCodeFlow(tenant, known).build();
  }

  /// State, nonce and verifier lie encrypted in a cookie of the browser, with a secret that all
  /// nodes have. One sign-in at a time: a second one replaces the first.
  private OidcTenantConfigBuilder withCodeFlow(
      OidcTenantConfigBuilder tenant, SsoProviderSettings.Known known) {
    List<String> scopes =
        known.scopes().stream().filter(scope -> !scope.equals("openid")).distinct().toList();
    return tenant
        .authentication()
        .scopes(scopes)
        .redirectPath(known.redirect().toString())
        .restorePathAfterRedirect(false)
        .removeRedirectParameters(false)
        .pkceRequired()
        .nonceRequired()
        .stateSecret(secrets.derived("quarkus-oidc state"))
        .stateCookieAge(PendingSsoSignIns.PATIENCE)
        .allowMultipleCodeFlows(false)
        .failOnMissingStateParam()
        .cookiePath(SIGN_IN)
        .cookieForceSecure("https".equals(known.console().getScheme()))
        .end();
  }
}
