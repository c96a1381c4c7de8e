package ai.nemorouter.provider.health;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.provider.health.Circuit.State;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitTest {
  private static final boolean ELSEWHERE = false;
  private static final boolean LAST_RESORT = true;

  /// Near the point where a nanosecond counter turns negative, as one may.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos());

  private final Circuit circuit = new Circuit(now::get);

  @Test
  void fiveFailuresInARowOpenIt() {
    fail(4);
    assertThat(circuit.admits(ELSEWHERE)).isTrue();

    fail(1);

    assertThat(circuit.state()).isEqualTo(State.OPEN);
    assertThat(circuit.admits(ELSEWHERE)).isFalse();
    assertThat(circuit.admits(LAST_RESORT)).isFalse();
  }

  @Test
  void fewerThanHalfOfTheLastTenCallsDoNot() {
    for (int round = 0; round < 20; round++) {
      fail(4);
      for (int success = 0; success < 6; success++) {
        circuit.succeeded(now.get());
      }
    }

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void halfOfTheLastTenCallsDo() {
    for (int pair = 0; pair < 4; pair++) {
      circuit.succeeded(now.get());
      circuit.failed();
    }
    assertThat(circuit.state()).isEqualTo(State.CLOSED);

    circuit.failed();

    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void whatHappenedBeforeALongSilenceDoesNotCount() {
    fail(4);
    pass(Circuit.FORGOTTEN);
    fail(4);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void oneCallThatCouldGoElsewhereTriesItWhenTheTimeIsOverAndItsSuccessClosesIt() {
    fail(5);
    pass(Circuit.OPEN_FIRST.minusNanos(1));
    assertThat(circuit.wouldAdmit(ELSEWHERE)).isFalse();
    pass(Duration.ofNanos(1));

    assertThat(circuit.state()).isEqualTo(State.HALF_OPEN);
    assertThat(circuit.admits(ELSEWHERE)).isTrue();
    assertThat(circuit.admits(ELSEWHERE)).isFalse();
    circuit.succeeded(now.get());

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
    assertThat(circuit.admits(ELSEWHERE)).isTrue();
  }

  @Test
  void callsWithNowhereElseToGoAllTryItWhenTheTimeIsOver() {
    fail(5);
    pass(Circuit.OPEN_FIRST);

    for (int call = 0; call < 100; call++) {
      assertThat(circuit.admits(LAST_RESORT)).isTrue();
    }
  }

  @Test
  void callsWithNowhereElseToGoTryItOnceASecondBeforeAndASuccessClosesIt() {
    fail(5);
    pass(Circuit.LAST_RESORT_EVERY);

    assertThat(circuit.admits(LAST_RESORT)).isTrue();
    assertThat(circuit.admits(LAST_RESORT)).isFalse();
    assertThat(circuit.admits(ELSEWHERE)).isFalse();
    circuit.succeeded(now.get());

    assertThat(circuit.admits(ELSEWHERE)).isTrue();
  }

  @Test
  void aSuccessThatWasSentBeforeItOpenedDoesNotCloseIt() {
    long before = now.get();
    pass(Duration.ofNanos(1));
    fail(5);

    circuit.succeeded(before);

    assertThat(circuit.state()).isEqualTo(State.OPEN);
  }

  @Test
  void eachProbeThatFailsKeepsItShutTwiceAsLongUpToTwoMinutes() {
    fail(5);
    Duration open = Circuit.OPEN_FIRST;
    for (int round = 0; round < 8; round++) {
      pass(open);
      assertThat(circuit.admits(ELSEWHERE)).isTrue();
      fail(1);
      // Others that had been let through at the same time.
      fail(3);
      open = open.multipliedBy(2);
      open = open.compareTo(Circuit.OPEN_LONGEST) > 0 ? Circuit.OPEN_LONGEST : open;
      pass(open.minusNanos(1));
      assertThat(circuit.wouldAdmit(ELSEWHERE)).isFalse();
      pass(Duration.ofNanos(1));
      assertThat(circuit.wouldAdmit(ELSEWHERE)).isTrue();
      pass(open.negated());
    }
  }

  @Test
  void aProbeThatShowsNothingIsFollowedByAnother() {
    fail(5);
    pass(Circuit.OPEN_FIRST);
    circuit.admits(ELSEWHERE);
    circuit.releaseProbe();

    assertThat(circuit.admits(ELSEWHERE)).isTrue();
    assertThat(circuit.admits(ELSEWHERE)).isFalse();
  }

  @Test
  void aProbeThatIsNeverHeardOfDoesNotKeepItShutForEver() {
    fail(5);
    pass(Circuit.OPEN_FIRST);
    circuit.admits(ELSEWHERE);
    pass(Circuit.OPEN_FIRST);

    assertThat(circuit.admits(ELSEWHERE)).isTrue();
  }

  @Test
  void failuresBeforeItClosedDoNotOpenItAgain() {
    fail(10);
    circuit.close();
    fail(4);

    assertThat(circuit.state()).isEqualTo(State.CLOSED);
  }

  /// Whatever happens in whatever order: it is never shut for longer than two minutes, calls with
  /// nowhere else to go wait a second at most, and of the others half-open lets one through.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void inEveryOrderOfEventsItsRulesHold(long seed) {
    Random random = new Random(seed);
    int admittedWhileNotClosed = 0;
    for (int step = 0; step < 20_000; step++) {
      State before = circuit.state();
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> circuit.failed();
        case 3 -> circuit.succeeded(now.get() - random.nextInt(1_000_000_000));
        case 4, 5 -> pass(Duration.ofMillis(random.nextInt(30_000)));
        case 6 -> {
          boolean would = circuit.wouldAdmit(ELSEWHERE);
          boolean admitted = circuit.admits(ELSEWHERE);
          assertThat(admitted).as("seed %d, step %d", seed, step).isEqualTo(would);
          if (admitted && before != State.CLOSED) {
            admittedWhileNotClosed++;
            assertThat(circuit.admits(ELSEWHERE)).as("seed %d, step %d", seed, step).isFalse();
          }
        }
        default -> circuit.releaseProbe();
      }
      long at = now.get();
      pass(Circuit.LAST_RESORT_EVERY);
      assertThat(circuit.wouldAdmit(LAST_RESORT)).as("seed %d, step %d", seed, step).isTrue();
      pass(Circuit.OPEN_LONGEST);
      assertThat(circuit.wouldAdmit(ELSEWHERE)).as("seed %d, step %d", seed, step).isTrue();
      now.set(at);
    }
    assertThat(admittedWhileNotClosed).isPositive();
  }

  private void fail(int times) {
    for (int time = 0; time < times; time++) {
      circuit.failed();
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
