package ai.nemorouter.webhook;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/// What each feature that sends to webhooks is set to.
public interface WebhookConfig {
  /// How long one delivery may take.
  @WithDefault("15s")
  Duration deliveryTimeout();

  /// Lets webhooks lead to this machine and its network, and without TLS. For installations whose
  /// people are all trusted.
  @WithDefault("false")
  boolean allowPrivateTargets();
}
