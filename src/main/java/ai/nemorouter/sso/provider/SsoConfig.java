package ai.nemorouter.sso.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The identity provider that people sign in with, and what it may decide here.
@ConfigMapping(prefix = "nemorouter.sso")
public interface SsoConfig {
  /// The provider's address, exactly as it calls itself in its tokens; without it there is no
  /// single sign-on.
  Optional<String> issuer();

  /// What the provider calls this installation.
  Optional<String> clientId();

  /// Left out for a public client, which PKCE alone protects.
  Optional<String> clientSecret();

  /// What people call the provider, as in "Sign in with Keycloak".
  @WithDefault("single sign-on")
  String name();

  /// What the provider is asked for.
  @WithDefault("openid,profile,email")
  List<String> scopes();

  /// The claim that lists a person's groups; a path into objects is written with dots.
  @WithDefault("groups")
  String groupsClaim();

  /// The claim that lists a person's roles.
  @WithDefault("realm_access.roles")
  String rolesClaim();

  /// The claim that lists a person's organizations, as a list of names or an object with a field
  /// each.
  @WithDefault("organization")
  String organizationsClaim();

  /// Which of `group`, `role` and `organization` the provider leaves out of its tokens for a person
  /// who has none. Any other claim that is left out takes nothing away.
  @WithDefault("organization")
  Optional<List<String>> omittedMeansNone();

  /// How often the provider is asked whether a session still stands, and what its person may do.
  @WithDefault("5m")
  Duration refreshEvery();

  /// How long a session goes on after that while the provider cannot be asked.
  @WithDefault("10m")
  Duration grace();

  /// Whether every e-mail address of the provider counts as verified, for providers that do not
  /// say.
  @WithDefault("false")
  boolean trustEmail();

  /// Whether the sign-in page shows the form for passwords at once.
  @WithDefault("true")
  boolean showPasswords();

  /// Which claim values admit to which organization, as in `group:/acme=acme`. A `*` alone lets the
  /// rules of each organization admit.
  Optional<List<String>> admit();

  /// The client that may read Keycloak's groups and roles, for people who write rules to choose
  /// from.
  Optional<String> directoryClientId();

  /// Its secret; left out where it is the same client as `clientId`.
  Optional<String> directoryClientSecret();

  /// The group whose members run the installation.
  Optional<String> operatorGroup();
}
