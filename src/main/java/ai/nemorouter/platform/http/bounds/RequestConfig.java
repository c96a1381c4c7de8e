package ai.nemorouter.platform.http.bounds;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How requests of the console and the management API are bounded.
@ConfigMapping(prefix = "nemorouter.requests")
public interface RequestConfig {
  /// How long a body may take to arrive, beside the time for its bytes at 128 KB a second.
  @WithDefault("30s")
  Duration bodyTimeout();
}
