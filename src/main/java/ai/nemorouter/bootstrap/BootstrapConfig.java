package ai.nemorouter.bootstrap;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// What a fresh installation starts with: the environment variables `NEMOROUTER_BOOTSTRAP_…`, as
/// they were written. `BootstrapSettings` says what they mean.
@ConfigMapping(prefix = "nemorouter.bootstrap")
public interface BootstrapConfig {
  /// The first organization's name.
  @WithDefault("My organization")
  String organization();

  /// US dollars that the first organization is granted once, when it is made.
  @WithDefault("1000")
  String credit();

  /// The first operator's e-mail address.
  Optional<String> operatorEmail();

  /// The first operator's password.
  Optional<String> operatorPassword();

  /// A management key for automation.
  Optional<String> managementKey();
}
