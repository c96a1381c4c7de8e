package ai.nemorouter.audit;

import ai.nemorouter.webhook.WebhookConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this node tends audit logs.
@ConfigMapping(prefix = "nemorouter.audit")
public interface AuditConfig extends WebhookConfig {
  /// How often a node seals new entries into blocks.
  @WithDefault("1m")
  Duration sealEvery();

  /// How often a node lets go of entries that are past their retention.
  @WithDefault("1h")
  Duration expireEvery();

  /// How often a node looks for blocks that are to be delivered.
  @WithDefault("5s")
  Duration deliverEvery();

  /// For how long a receiver may fail before nothing is sent to it any more, until somebody resumes
  /// it.
  @WithDefault("5d")
  Duration pauseAfter();
}
