package ai.nemorouter.limit.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/// Opens a running lane to the tests of other packages.
public final class OpenLane {
  private final Lane lane;

  public OpenLane(DataSource dataSource, String node, Duration ttl) {
    lane =
        new Lane(
            dataSource,
            new BatchStatement(node, ttl.toMillis()),
            new Bounds(ttl),
            _ -> {},
            (_, _) -> {});
    lane.start(node);
  }

  public CompletableFuture<HoldOutcome> hold(HoldRequest request) {
    return lane.hold(request);
  }

  public void settle(Settlement settlement) {
    lane.settle(settlement);
  }

  public boolean isIdle() {
    return lane.isIdle();
  }

  private record Bounds(Duration ttl) implements HoldsConfig {
    @Override
    public Duration heartbeatEvery() {
      return ttl;
    }

    @Override
    public Duration sweepEvery() {
      return ttl;
    }

    @Override
    public int lanes() {
      return 1;
    }

    @Override
    public Duration databaseTimeout() {
      return ttl;
    }

    @Override
    public int queueLength() {
      return 100;
    }

    @Override
    public int batchSize() {
      return 100;
    }

    @Override
    public Duration clashPatience() {
      return Duration.ZERO;
    }

    @Override
    public Duration patience() {
      return ttl;
    }
  }
}
