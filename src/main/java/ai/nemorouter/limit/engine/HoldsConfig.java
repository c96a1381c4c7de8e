package ai.nemorouter.limit.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How this node places and keeps holds.
@ConfigMapping(prefix = "nemorouter.holds")
public interface HoldsConfig {
  /// How long a hold outlives the last heartbeat of the node that placed it.
  @WithDefault("60s")
  Duration ttl();

  /// How often a node says that its holds are still in use.
  @WithDefault("15s")
  Duration heartbeatEvery();

  /// How often a node books holds whose time is over.
  @WithDefault("10s")
  Duration sweepEvery();

  /// Connections that apply batches; an organization always uses the same one of a node.
  @WithDefault("4")
  int lanes();

  /// How long the database may take over one batch before the connection is given up and the batch
  /// tried again on another one.
  @WithDefault("20s")
  Duration databaseTimeout();

  /// Holds that may wait in one lane; beyond that, holds of the organization with the most waiting
  /// ones are rejected.
  @WithDefault("4096")
  int queueLength();

  /// Holds, and settlements, that one batch takes at the most.
  @WithDefault("128")
  int batchSize();

  /// How long a call waits for money that calls under way hold, before it is refused.
  @WithDefault("2s")
  Duration clashPatience();

  /// How long a call waits for its hold before it is rejected.
  @WithDefault("10s")
  Duration patience();
}
