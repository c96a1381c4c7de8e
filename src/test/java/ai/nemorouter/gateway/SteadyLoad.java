package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Calls that come at their pace, whatever becomes of those before: each node in turn, whole
/// answers and streams.
final class SteadyLoad implements AutoCloseable {
  private static final int PAUSE_MS = 50;
  private static final Plan[] PLANS = {
    new Plan(Kind.WHOLE, 7), new Plan(Kind.STREAM, 9), new Plan(Kind.STREAM_WITHOUT_USAGE, 3)
  };

  private final Fleet fleet;
  private final List<ApplicationProcess> nodes;
  private final String key;
  private final List<Placed> placed = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private record Placed(ApplicationProcess node, Fleet.Sent call) {
    boolean answered(int status) {
      CompletableFuture<?> answer = call.answer();
      return answer.isDone() && !answer.isCompletedExceptionally() && call.status() == status;
    }
  }

  SteadyLoad(Fleet fleet, String key, ApplicationProcess... nodes) {
    this.fleet = fleet;
    this.key = key;
    this.nodes = List.of(nodes);
    var _ = clock.scheduleAtFixedRate(this::call, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
  }

  private void call() {
    int n = placed.size();
    ApplicationProcess node = nodes.get(n % nodes.size());
    placed.add(new Placed(node, fleet.call(node, key, PLANS[n % PLANS.length])));
  }

  /// Waits until so many of the calls that begin from now on are answered with that status, on each
  /// node.
  void awaitAnswers(int status, int count) {
    int before = placed.size();
    for (ApplicationProcess node : nodes) {
      await()
          .atMost(Fleet.PATIENCE)
          .until(() ->
              placed.stream()
                      .skip(before)
                      .filter(one -> one.node() == node && one.answered(status))
                      .count()
                  >= count);
    }
  }

  @Override
  public void close() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(PAUSE_MS, TimeUnit.SECONDS)).isTrue();
  }

  /// Once the load has ended: every call was answered, some way that its caller can act on, and
  /// those that were refused never left.
  void assertAnsweredOrRefusedUnsent() {
    for (Placed one : placed) {
      assertThat(one.call().status()).isIn(200, 503);
      if (one.call().status() == 503) {
        assertThat(one.call().answer().join().headers().firstValue("retry-after")).isPresent();
        assertThat(fleet.upstream().delivered(one.call().model())).isNull();
      }
    }
  }
}
