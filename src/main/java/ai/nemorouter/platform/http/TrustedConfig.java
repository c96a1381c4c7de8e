package ai.nemorouter.platform.http;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/// Whose word the installation takes.
@ConfigMapping(prefix = "nemorouter.trusted")
public interface TrustedConfig {
  /// The addresses or ranges of the proxies in front of the nodes; none by default. What they say
  /// in `X-Forwarded-For` is believed, of everybody else it is passed over.
  Optional<List<String>> proxies();
}
