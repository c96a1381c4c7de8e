package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.FaultProxy.Fault;
import ai.nemorouter.testsupport.FaultProxy.Trap;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything at once: callers who hang up at any byte, providers that break off, say no, or never
/// say what it cost, on three nodes of which one is killed. Which call meets what comes from a
/// seed, which is printed; `-Dnemorouter.seed=` plays it again.
@Tag("matrix")
class StormIT {
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());
  // Nothing opens the gate of gated streams.
  private static final List<Kind> KINDS =
      Stream.of(Kind.values()).filter(kind -> kind != Kind.GATED_STREAM).toList();
  private static final int CALLS = 120;
  private static final int MOST_WORDS = 30;

  /// More than an answer of so many words has.
  private static final int MOST_BYTES = 12_000;

  @TempDir private static Path folder;

  /// At least as many as a node has threads that read from callers.
  private static final int READERS_MOST = 4 * Runtime.getRuntime().availableProcessors();

  private static Fleet fleet;

  @BeforeAll
  static void startFleet() throws IOException {
    fleet = new Fleet(folder);
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  @Test
  void whateverCallersAndProvidersDoEveryCallIsChargedWhatWasDelivered() throws Exception {
    System.out.println("StormIT -Dnemorouter.seed=" + SEED);
    Random random = new Random(SEED);
    List<ApplicationProcess> nodes =
        List.of(fleet.startNode(), fleet.startNode(), fleet.startNode());
    String key = fleet.mintKey(nodes.getFirst());
    ApplicationProcess victim = nodes.get(random.nextInt(nodes.size()));
    int killedAfter = CALLS / 4 + random.nextInt(CALLS / 2);

    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLS; i++) {
        if (i == killedAfter) {
          fleet.kill(victim);
        }
        callers.add(
            threads.submit(caller(random, key, nodes.get(random.nextInt(nodes.size())), victim)));
      }
    }

    for (Future<?> caller : callers) {
      assertThat(caller.state()).isEqualTo(Future.State.SUCCESS);
    }
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(fleet.number("select count(distinct status) from calls")).isGreaterThanOrEqualTo(3);
  }

  /// Row 69.
  @Test
  void aCallerWhoHangsUpBeforeTheDispatchPaysNothing() throws Exception {
    ApplicationProcess node = fleet.startNodeBehindProxy();
    String key = fleet.mintKey(node);
    for (int i = 0; i < 10; i++) {
      Plan plan = new Plan(Kind.STREAM, i);
      String model = fleet.nextModel(node, plan);
      Trap hold = fleet.proxy().next(Fault.KEEP_ANSWER, Fleet.holdOf(model));
      try (Socket caller = fleet.callWithoutWaiting(node, key, model, plan)) {
        hold.awaitSprung();
      }
      // Each thread that reads from callers is told of a hang-up before it answers somebody who
      // comes later, and those who come take turns among them.
      for (int later = 0; later < READERS_MOST; later++) {
        assertThat(fleet.isLive(node)).isTrue();
      }

      hold.release();

      fleet.awaitRecorded(model);
    }
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  private static Runnable caller(
      Random random, String key, ApplicationProcess node, ApplicationProcess victim) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    Plan plan = new Plan(kind, random.nextInt(MOST_WORDS));
    // Only the client can end an endless stream.
    boolean hangsUp = kind == Kind.ENDLESS_STREAM || random.nextInt(3) == 0;
    int afterBytes = kind == Kind.ENDLESS_STREAM ? random.nextInt(200) : random.nextInt(MOST_BYTES);
    return () -> {
      try {
        if (hangsUp) {
          fleet.callAndHangUp(node, key, plan, afterBytes);
        } else {
          assertThat(fleet.call(node, key, plan).answer().join().statusCode())
              .isIn(200, 429, 500, 502, 503);
        }
      } catch (IOException | java.util.concurrent.CompletionException e) {
        assertThat(node).as("the node that broke off: %s", e).isSameAs(victim);
      }
    };
  }
}
