package ai.nemorouter.platform.http;

import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/// Where this very node answers, so that it can call itself as a client would.
@ApplicationScoped
public class OwnAddress {
  private static final Set<String> EVERY_INTERFACE = Set.of("0.0.0.0", "::", "");

  private final Config config;

  OwnAddress(Config config) {
    this.config = config;
  }

  /// Looked up at each call, because a port that the system chooses is known only once it listens.
  public URI at(String path) {
    String port =
        LaunchMode.current() == LaunchMode.TEST ? "quarkus.http.test-port" : "quarkus.http.port";
    String host = config.getOptionalValue("quarkus.http.host", String.class).orElse("");
    return URI.create(
        "http://%s:%d%s"
            .formatted(
                EVERY_INTERFACE.contains(host) ? "127.0.0.1" : host,
                config.getValue(port, Integer.class),
                path));
  }
}
