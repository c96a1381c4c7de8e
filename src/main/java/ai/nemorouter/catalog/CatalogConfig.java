package ai.nemorouter.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this node keeps its catalogue.
@ConfigMapping(prefix = "nemorouter.catalog")
public interface CatalogConfig {
  /// How often a node looks for new prices and decisions of operators.
  @WithDefault("1s")
  Duration lookEvery();
}
