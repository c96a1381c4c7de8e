package ai.nemorouter.gateway.upstream;

import ai.nemorouter.gateway.GatewayConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// Who may go on reading from a provider after the client hung up. A provider that has begun to
/// work charges for it whether or not anybody listens, and says only at the end how much. So its
/// answer is read to the end, within bounds: a time, and a number of such answers on a node. A node
/// that stops ends them all.
@ApplicationScoped
public class AbandonedStreams {
  /// Before `Holds` books what is left.
  private static final int FIRST = 1;

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);
  private static final Duration STOP_STEP = Duration.ofMillis(10);

  /// What part of the places one organization may have, so that it leaves some for others.
  private static final int SHARE = 4;

  private final Duration time;
  private final Semaphore places;
  private final int mostOfOrganization;
  private final Map<UUID, Integer> ofOrganizations = new ConcurrentHashMap<>();
  private final Set<UpstreamResponse> readers = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  AbandonedStreams(GatewayConfig config, MeterRegistry registry) {
    time = config.afterHangUp();
    places = new Semaphore(config.mostAfterHangUp());
    mostOfOrganization = Math.max(1, config.mostAfterHangUp() / SHARE);
    Gauge.builder("nemorouter.answers.after.hang.up", readers, Set::size)
        .description("Answers that are read on although their clients hung up")
        .register(registry);
  }

  /// How long one answer is read on.
  Duration time() {
    return time;
  }

  /// Takes a place for that answer; who gets one gives it back by `leave`.
  ///
  /// @return false if there is none, so that the answer must not be read on
  boolean enter(UpstreamResponse reader) {
    if (!stopping && !takesPlace(reader.orgId())) {
      return false;
    }
    readers.add(reader);
    if (stopping) {
      reader.nodeStops();
    }
    return true;
  }

  void leave(UpstreamResponse reader) {
    if (readers.remove(reader)) {
      places.release();
      giveBack(reader.orgId());
    }
  }

  private boolean takesPlace(UUID orgId) {
    int taken = ofOrganizations.merge(orgId, 1, Integer::sum);
    if (taken <= mostOfOrganization && places.tryAcquire()) {
      return true;
    }
    giveBack(orgId);
    return false;
  }

  private void giveBack(UUID orgId) {
    ofOrganizations.computeIfPresent(orgId, (_, taken) -> taken == 1 ? null : taken - 1);
  }

  /// How many answers are read on at this moment.
  public int count() {
    return readers.size();
  }

  /// Waits until they have settled, but not for long.
  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    stopping = true;
    readers.forEach(UpstreamResponse::nodeStops);
    long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
    while (!readers.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(STOP_STEP.toNanos());
    }
  }
}
