package ai.nemorouter.sso;

import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.session.OtherSignOut;
import ai.nemorouter.account.signin.OtherSignIn;
import ai.nemorouter.sso.provider.IdentityProvider;
import ai.nemorouter.sso.provider.ProviderUnreachableException;
import ai.nemorouter.sso.provider.SsoConfig;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.session.SsoSessions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Puts single sign-on onto the sign-in page and people's accounts, and the provider's sign-out
/// behind ours. Templates read it as `inject:sso`.
@Named("sso")
@ApplicationScoped
public class SsoLinks implements OtherSignIn, OtherSignOut {
  private static final Logger LOG = Logger.getLogger(SsoLinks.class);

  private final SsoProviderSettings settings;
  private final SsoConfig config;
  private final IdentityProvider provider;
  private final SsoSessions ssoSessions;

  SsoLinks(
      SsoProviderSettings settings,
      SsoConfig config,
      IdentityProvider provider,
      SsoSessions ssoSessions) {
    this.settings = settings;
    this.config = config;
    this.provider = provider;
    this.ssoSessions = ssoSessions;
  }

  public boolean isOffered() {
    return settings.areComplete();
  }

  @Override
  public List<Link> links(String next) {
    if (!settings.areComplete()) {
      return List.of();
    }
    String query = "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    return List.of(new Link("Sign in with " + settings.name(), "/sign-in/sso" + query));
  }

  @Override
  public boolean comesFirst() {
    return settings.areComplete() && !config.showPasswords();
  }

  @Override
  public Optional<Place> place(SignedIn person) {
    if (!settings.areComplete()) {
      return Optional.empty();
    }
    try {
      Optional<String> idToken = ssoSessions.idToken(person.sessionId());
      Optional<URI> address =
          idToken.isEmpty() ? Optional.empty() : provider.signOutAddress(idToken.get());
      return address.map(found -> new Place(settings.name(), found));
    } catch (ProviderUnreachableException e) {
      LOG.warnf("Somebody was signed out here only: %s", e.getMessage());
      return Optional.empty();
    }
  }
}
