package ai.nemorouter.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this node watches limits and delivers alerts.
@ConfigMapping(prefix = "nemorouter.alerts")
public interface AlertsConfig {
  /// How often a node looks for limits that crossed a threshold.
  @WithDefault("15s")
  Duration watchEvery();

  /// How often a node looks for alerts that are to be delivered.
  @WithDefault("3s")
  Duration deliverEvery();

  /// How long one delivery may take.
  @WithDefault("15s")
  Duration deliveryTimeout();

  /// Lets webhooks lead to this machine and its network, and without TLS. For installations whose
  /// people are all trusted.
  @WithDefault("false")
  boolean allowPrivateTargets();
}
