package ai.nemorouter.signup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who may make an account and an organization without being invited. `SignUpSettings` says what
/// the words mean.
@ConfigMapping(prefix = "nemorouter.sign-up")
public interface SignUpConfig {
  /// `open` or `closed`.
  @WithParentName
  @WithDefault("closed")
  String mode();

  /// The domains of e-mail addresses that may sign up; all where there are none.
  Optional<List<String>> domains();

  /// The US dollars of credit that a new organization starts with, once for each person.
  @WithDefault("0")
  String credit();

  /// How long that credit can be used.
  @WithDefault("90d")
  Duration creditLifetime();

  /// How many people with addresses in one domain may sign up within a day.
  @WithDefault("20")
  int perDomain();
}
