package ai.nemorouter.sso.provider;

import ai.nemorouter.platform.error.InvalidSettingException;
import ai.nemorouter.platform.http.ConsoleConfig;
import ai.nemorouter.platform.secret.Secrets;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The identity provider as the environment names it, checked at the start.
@ApplicationScoped
public class SsoProviderSettings {
  private static final int FIRST = 1;
  private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private final @Nullable Known known;
  private final String name;

  SsoProviderSettings(SsoConfig config, ConsoleConfig console, Secrets secrets) {
    this.name = config.name();
    requireKinds(config);
    this.known =
        config.issuer().filter(issuer -> !issuer.isBlank()).isEmpty()
            ? null
            : known(config, console, secrets);
  }

  /// What cannot be meant stops the start, not the first sign-in.
  void start(@Observes @Priority(FIRST) StartupEvent event) {}

  /// @param console where people reach the console; the provider sends them back there
  public record Known(
      String issuer, String clientId, Optional<String> secret, List<String> scopes, URI console) {
    public Known {
      scopes = List.copyOf(scopes);
    }

    URI redirect() {
      return console.resolve("/sign-in/sso/callback");
    }

    public URI afterSignOut() {
      return console.resolve("/sign-in");
    }
  }

  public boolean areComplete() {
    return known != null;
  }

  /// What people call the provider.
  public String name() {
    return name;
  }

  public Known getOrThrow() {
    if (known == null) {
      throw new IllegalStateException("Single sign-on is not set up");
    }
    return known;
  }

  private static Known known(SsoConfig config, ConsoleConfig console, Secrets secrets) {
    URI address =
        console
            .url()
            .orElseThrow(() ->
                new InvalidSettingException(
                    "NEMOROUTER_CONSOLE_URL",
                    "must be set for single sign-on: the provider sends people back there"));
    if (!secrets.areAvailable()) {
      throw new InvalidSettingException(
          "NEMOROUTER_SECRETS_KEY", "must be set for single sign-on: tokens are stored encrypted");
    }
    String clientId =
        config
            .clientId()
            .orElseThrow(() ->
                new InvalidSettingException(
                    "NEMOROUTER_SSO_CLIENT_ID", "must be set where NEMOROUTER_SSO_ISSUER is"));
    return new Known(
        issuer(config.issuer().orElseThrow()),
        clientId,
        config.clientSecret().filter(secret -> !secret.isBlank()),
        config.scopes(),
        address);
  }

  private static void requireKinds(SsoConfig config) {
    for (String word : config.omittedMeansNone().orElse(List.of())) {
      if (Claims.Kind.of(word).isEmpty()) {
        throw new InvalidSettingException(
            "NEMOROUTER_SSO_OMITTED_MEANS_NONE",
            "has the entry “%s”: it lists some of group, role, organization".formatted(word));
      }
    }
  }

  private static String issuer(String text) {
    try {
      URI address = URI.create(text.strip());
      boolean local = LOCAL_HOSTS.contains(String.valueOf(address.getHost()));
      if ("https".equals(address.getScheme()) || (local && "http".equals(address.getScheme()))) {
        return address.toString();
      }
    } catch (IllegalArgumentException e) {
      throw invalidIssuer();
    }
    throw invalidIssuer();
  }

  private static InvalidSettingException invalidIssuer() {
    return new InvalidSettingException(
        "NEMOROUTER_SSO_ISSUER", "must be an https:// address (http:// only on this machine)");
  }
}
