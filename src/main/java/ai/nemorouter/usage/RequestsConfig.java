package ai.nemorouter.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long requests are kept.
@ConfigMapping(prefix = "nemorouter.calls")
public interface RequestsConfig {
  /// How long requests stay on record; whole months are dropped. Zero keeps them for ever.
  @WithDefault("400d")
  Duration retention();
}
