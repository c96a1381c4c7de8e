package ai.nemorouter.account.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long somebody stays signed in.
@ConfigMapping(prefix = "nemorouter.session")
public interface SessionConfig {
  /// A session unused for so long ends.
  @WithDefault("12h")
  Duration idle();

  /// A session ends after so long even when used.
  @WithDefault("7d")
  Duration absolute();
}
