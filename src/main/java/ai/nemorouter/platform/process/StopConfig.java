package ai.nemorouter.platform.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How a node ends that is told to stop.
@ConfigMapping(prefix = StopConfig.PREFIX)
public interface StopConfig {
  /// Where the settings are.
  String PREFIX = "nemorouter.stop";

  /// How long requests under way may take before they are broken off; new ones are refused.
  @WithDefault(StopBound.DRAIN_TIME)
  Duration drainTime();
}
