package ai.nemorouter.gateway.upstream;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.gateway.upstream.UpstreamFailure.Kind;
import ai.nemorouter.provider.Provider;
import ai.nemorouter.provider.health.ProviderHealth;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How many calls of one organization a node has under way at one provider. Each organization has a
/// share of its own, so that one with many slow calls makes only its own calls wait.
@ApplicationScoped
class ProviderShares {
  private final int most;
  private final Map<Share, Semaphore> shares = new ConcurrentHashMap<>();

  private record Share(UUID orgId, ProviderHealth.Account provider) {}

  ProviderShares(GatewayConfig config) {
    most = config.connectionsPerProvider();
  }

  /// Waits for a place, which is given back when the answer is closed.
  ///
  /// @throws UpstreamFailure if there is none in time, or the client is gone
  void enter(UUID orgId, Provider provider, UpstreamResponse response, ResponseTimeout patience)
      throws UpstreamFailure, InterruptedException {
    Semaphore places =
        shares.computeIfAbsent(
            new Share(orgId, ProviderHealth.Account.of(provider)), _ -> new Semaphore(most, true));
    long deadline = System.nanoTime() + patience.within().toNanos();
    while (!places.tryAcquire(
        Math.min(patience.every().toNanos(), Math.max(0, deadline - System.nanoTime())),
        TimeUnit.NANOSECONDS)) {
      if (response.isClientGone()) {
        throw new UpstreamFailure(Kind.CLIENT_GONE, null);
      }
      if (deadline - System.nanoTime() <= 0) {
        throw new UpstreamFailure(Kind.QUEUED, null);
      }
      patience.meanwhile().run();
    }
    response.whenClosed(places::release);
  }
}
