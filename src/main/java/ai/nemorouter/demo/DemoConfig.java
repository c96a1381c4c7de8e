package ai.nemorouter.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Whether and how the demo runs.
@ConfigMapping(prefix = "nemorouter.demo")
public interface DemoConfig {
  /// Makes the demo organization and starts the demo provider.
  @WithDefault("false")
  boolean enabled();

  /// Whether the demo provider answers for all models with a public price that no provider serves
  /// here, so that code that names them works.
  @WithDefault("true")
  boolean standsIn();

  /// Where the demo provider listens on this machine; 0 for any free port.
  @WithDefault("0")
  int port();

  /// How fast the demo provider writes; 0 for as fast as it can. A request may ask for another pace
  /// in `metadata.tokens_per_second`.
  @WithDefault("120")
  int tokensPerSecond();

  /// How long `demo/trouble-slow-first-byte` waits.
  @WithDefault("20s")
  Duration slowFirstByte();
}
