package ai.nemorouter.migration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/// How the pages and endpoints for those who move here work.
@ConfigMapping(prefix = "nemorouter.migration")
public interface MigrationConfig {
  /// How many texts one address may have checked in a minute.
  @WithDefault("30")
  int checksPerMinute();

  /// Where OpenRouter's management API answers, up to and including `/v1`.
  @WithDefault("https://openrouter.ai/api/v1")
  URI openrouterUrl();

  /// Lets an account be imported from this machine and its network, and without TLS. For
  /// installations whose people are all trusted.
  @WithDefault("false")
  boolean allowPrivateSources();
}
