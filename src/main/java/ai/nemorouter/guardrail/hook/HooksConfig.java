package ai.nemorouter.guardrail.hook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where hooks of guardrails may be.
@ConfigMapping(prefix = "nemorouter.hooks")
public interface HooksConfig {
  /// Lets them be on this machine and its network, and without TLS; only where all people here are
  /// trusted.
  @WithDefault("false")
  boolean allowPrivateTargets();
}
