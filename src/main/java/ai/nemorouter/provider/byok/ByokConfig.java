package ai.nemorouter.provider.byok;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What organizations may do with providers of their own ("bring your own key").
@ConfigMapping(prefix = "nemorouter.byok")
public interface ByokConfig {
  /// Lets them lead to this machine and its network, and without TLS. For installations whose
  /// people are all trusted.
  @WithDefault("false")
  boolean allowPrivateTargets();
}
