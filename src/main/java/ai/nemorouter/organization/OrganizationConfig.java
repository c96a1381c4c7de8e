package ai.nemorouter.organization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How organizations end.
@ConfigMapping(prefix = "nemorouter.organization")
public interface OrganizationConfig {
  /// How long a deletion that was asked for can be undone.
  @WithDefault("30d")
  Duration deletionDelay();
}
