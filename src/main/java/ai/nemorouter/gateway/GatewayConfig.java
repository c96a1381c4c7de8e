package ai.nemorouter.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long and how large a call may be.
@ConfigMapping(prefix = "nemorouter.gateway")
public interface GatewayConfig {
  /// The largest request body.
  @WithDefault("16M")
  MemorySize maxRequestBody();

  /// The largest whole answer of a provider.
  @WithDefault("64M")
  MemorySize maxResponseBody();

  /// How long a connection to a provider may take.
  @WithDefault("5s")
  Duration connectTimeout();

  /// How long a request may wait for an answer to begin, whatever number of providers is asked.
  @WithDefault("300s")
  Duration responseTimeout();

  /// How long a provider may take to begin its answer while there is another one to ask.
  @WithDefault("60s")
  Duration attemptTimeout();

  /// How many times a request may be sent to providers before the client is told that it failed.
  @WithDefault("3")
  int attempts();

  /// How long a provider may fall silent in a stream, or a client may not read from one.
  @WithDefault("120s")
  Duration stallTimeout();

  /// How often a waiting stream sends a comment, so that nothing on the way takes it for dead.
  @WithDefault("10s")
  Duration keepAliveEvery();

  /// Connections to one provider.
  @WithDefault("512")
  int connectionsPerProvider();
}
