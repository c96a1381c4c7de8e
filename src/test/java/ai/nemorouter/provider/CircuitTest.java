package ai.nemorouter.provider;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.Circuit.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  /// Near the point where a nanosecond counter turns negative, as one may.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos());

  private final Circuit circuit = new Circuit(now::get);

  @Test
  void fiveFailuresInARowOpenIt() {
    fail(4);
    assertThat(circuit.admits()).isTrue();

    fail(1);

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(circuit.admits()).isFalse();
    assertThat(circuit.closedOff()).isEqualTo(Circuit.OPEN_FIRST);
  }

  @Test
  void aSuccessInBetweenBeginsTheCountAnew() {
    fail(4);
    circuit.succeeded();
    fail(4);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void halfOfTenCallsWithinHalfAMinuteOpenIt() {
    for (int pair = 0; pair < 4; pair++) {
      circuit.succeeded();
      circuit.failed();
    }
    circuit.succeeded();
    assertThat(circuit.state()).as("nine calls are too few").isEqualTo(State.CLOSED);

    circuit.failed();

    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void whatHappenedLongerAgoDoesNotCount() {
    for (int pair = 0; pair < 4; pair++) {
      circuit.succeeded();
      circuit.failed();
    }
    pass(Circuit.WATCHED);
    circuit.succeeded();
    circuit.failed();

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(circuit.remembered()).isEqualTo(new Circuit.Tally(10, 5));
  }

  @Test
  void oneCallGoesThroughWhenTheTimeIsOverAndItsSuccessClosesIt() {
    fail(5);
    pass(Circuit.OPEN_FIRST.minusNanos(1));
    assertThat(circuit.wouldAdmit()).isFalse();
    pass(Duration.ofNanos(1));

    assertThat(circuit.wouldAdmit()).isTrue();
    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isFalse();
    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    circuit.succeeded();

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void eachProbeThatFailsDoublesTheTimeUpToTwoMinutes() {
    fail(5);
    List<Duration> waits = new ArrayList<>();
    for (int probe = 0; probe < 6; probe++) {
      waits.add(circuit.closedOff());
      pass(circuit.closedOff());
      circuit.admits();
      circuit.failed();
    }

    assertThat(waits)
        .containsExactly(
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(40),
            Duration.ofSeconds(80),
            Duration.ofSeconds(120),
            Duration.ofSeconds(120));
  }

  @Test
  void aCallThatLeftBeforeItOpenedNeitherClosesItNorKeepsItOpenLonger() {
    fail(5);
    pass(Duration.ofSeconds(4));
    circuit.succeeded();
    circuit.failed();

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(circuit.closedOff()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void aProbeThatShowsNothingIsFollowedByAnother() {
    fail(5);
    pass(Circuit.OPEN_FIRST);
    circuit.admits();
    circuit.undecided();

    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isFalse();
  }

  @Test
  void aProbeThatIsNeverHeardOfDoesNotKeepItShutForEver() {
    fail(5);
    pass(Circuit.OPEN_FIRST);
    circuit.admits();
    pass(Circuit.OPEN_FIRST);

    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void failuresBeforeItClosedDoNotOpenItAgain() {
    fail(10);
    circuit.close();
    pass(Duration.ofSeconds(1));
    fail(1);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void ofManyThreadsExactlyOneIsLetThrough() throws Exception {
    int threads = 32;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < 50; round++) {
        fail(5);
        pass(Circuit.OPEN_LONGEST);
        CyclicBarrier start = new CyclicBarrier(threads);
        Callable<Boolean> ask =
            () -> {
              start.await();
              return circuit.admits();
            };
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          all.add(ask);
        }

        assertThat(executor.invokeAll(all).stream().filter(CircuitTest::get)).hasSize(1);
        circuit.close();
      }
    }
  }

  /// Whatever happens in whatever order: open it lets nothing through before its time, half-open
  /// one call, and it never stays shut for longer than two minutes.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void inEveryOrderOfEventsItsRulesHold(long seed) {
    Random random = new Random(seed);
    int admittedWhileHalfOpen = 0;
    for (int step = 0; step < 20_000; step++) {
      State before = circuit.state();
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> circuit.failed();
        case 3 -> circuit.succeeded();
        case 4, 5 -> pass(Duration.ofMillis(random.nextInt(30_000)));
        case 6 -> {
          boolean would = circuit.wouldAdmit();
          boolean admitted = circuit.admits();
          assertThat(admitted).as("seed %d, step %d", seed, step).isEqualTo(would);
          if (admitted && before != State.CLOSED) {
            admittedWhileHalfOpen++;
            assertThat(circuit.admits()).as("seed %d, step %d", seed, step).isFalse();
          }
        }
        default -> circuit.undecided();
      }
      assertThat(circuit.closedOff()).isLessThanOrEqualTo(Circuit.OPEN_LONGEST);
      assertThat(circuit.remembered().failures()).isLessThanOrEqualTo(circuit.remembered().calls());
    }
    assertThat(admittedWhileHalfOpen).isPositive();
  }

  private void fail(int times) {
    for (int time = 0; time < times; time++) {
      circuit.failed();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static boolean get(Future<Boolean> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
