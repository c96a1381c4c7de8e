package ai.nemorouter.guardrail.finding;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How much of what guardrails found waits to be written, and how long it is kept.
@ConfigMapping(prefix = "nemorouter.findings")
public interface FindingsConfig {
  /// How much may wait to be written on one node, counted in requests, rules and findings. What
  /// comes beyond it is lost, and counted.
  @WithDefault("200000")
  int backlog();

  /// How long screened requests and events stay on record; whole months are dropped. Zero keeps
  /// them for ever.
  @WithDefault("100d")
  Duration retention();

  /// How long the matched text of rules that keep it stays.
  @WithDefault("30d")
  Duration textRetention();

  /// How long the figures per hour stay. Zero keeps them for ever.
  @WithDefault("400d")
  Duration figuresRetention();
}
