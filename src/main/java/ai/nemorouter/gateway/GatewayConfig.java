package ai.nemorouter.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// How long and how large a call may be.
@ConfigMapping(prefix = "nemorouter.gateway")
public interface GatewayConfig {
  /// The largest request body.
  @WithDefault("16M")
  MemorySize maxRequestBody();

  /// The largest answer of a provider with images, sound or vectors.
  @WithDefault("64M")
  MemorySize maxResponseBody();

  /// The largest whole answer of any other kind.
  @WithDefault("16M")
  MemorySize maxTextResponseBody();

  /// The memory that the bodies of requests under way may take; a fifth of the heap where it is not
  /// set. A request takes its bytes and `BodyWeight` for each value, until it is answered.
  Optional<MemorySize> bodyMemory();

  /// The same for the requests of one key, or without a key of one client address; three quarters
  /// of `bodyMemory` where it is not set.
  Optional<MemorySize> bodyMemoryPerCaller();

  /// How long a request may take to arrive, beside the time for its bytes at `bodyRate`.
  @WithDefault("30s")
  Duration bodyTimeout();

  /// How many bytes of a body must arrive in a second.
  @WithDefault("128K")
  MemorySize bodyRate();

  /// How many bytes a key may have parsed in a minute for requests that place no hold, because they
  /// are refused or cost nothing.
  @WithDefault("256M")
  MemorySize unpaidBytesPerMinute();

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

  /// How long a provider whose answer is finished may take to say what it took, and to end.
  @WithDefault("3s")
  Duration afterFinish();

  /// How often a waiting stream sends a comment, so that nothing on the way takes it for dead.
  @WithDefault("10s")
  Duration keepAliveEvery();

  /// How long an answer is read on after its client hung up, for what the provider says it took. If
  /// that is not known by then, the call is charged all that was held for it.
  @WithDefault("60s")
  Duration afterHangUp();

  /// How many answers a node reads on at once after their clients hung up.
  @WithDefault("256")
  int mostAfterHangUp();

  /// How long guardrails may take for all of a call. What they have not read by then is refused, or
  /// passes with a mark where every rule is open on failure.
  @WithDefault("5s")
  Duration screeningTime();

  /// Connections of one organization to one provider, on a node.
  @WithDefault("512")
  int connectionsPerProvider();
}
