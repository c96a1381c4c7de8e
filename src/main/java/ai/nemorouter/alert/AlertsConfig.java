package ai.nemorouter.alert;

import ai.nemorouter.webhook.WebhookConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this node watches limits and delivers alerts.
@ConfigMapping(prefix = "nemorouter.alerts")
public interface AlertsConfig extends WebhookConfig {
  /// How often a node looks for limits that crossed a threshold.
  @WithDefault("15s")
  Duration watchEvery();

  /// How often a node looks for alerts that are to be delivered.
  @WithDefault("3s")
  Duration deliverEvery();
}
