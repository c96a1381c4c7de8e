package ai.nemorouter.platform.http;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/// Where the console is.
@ConfigMapping(prefix = "nemorouter.console")
public interface ConsoleConfig {
  /// The address at which people reach it, for links in e-mail and webhooks. It is never taken from
  /// a request, whose sender could name any.
  Optional<URI> url();
}
