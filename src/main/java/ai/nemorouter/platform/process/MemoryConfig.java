package ai.nemorouter.platform.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What happens when memory is out.
@ConfigMapping(prefix = "nemorouter.memory")
public interface MemoryConfig {
  /// Whether the process ends when memory is out, so that a supervisor restarts it.
  @WithDefault("true")
  boolean exitWhenOut();
}
