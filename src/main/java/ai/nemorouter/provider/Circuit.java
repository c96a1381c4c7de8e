package ai.nemorouter.provider;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// The circuit breaker of one provider: open, it spares callers the wait for a provider that fails,
/// and the provider the calls. All moments are of a monotonic clock, in nanoseconds.
///
/// ```
///            five failures in a row, or half of
///            ten or more calls within 30 seconds
///   CLOSED ─────────────────────────────────────▶ OPEN, for 10 seconds
///      ▲                                           │  ▲
///      │ the probe                        time is  │  │ the probe failed:
///      │ succeeded                          over   ▼  │ twice as long, at most 2 minutes
///      └──────────────────────────────────────── HALF_OPEN: one call goes through
/// ```
final class Circuit {
  static final int FAILURES_IN_A_ROW = 5;
  static final int CALLS_MIN = 10;
  static final Duration WATCHED = Duration.ofSeconds(30);
  static final Duration OPEN_FIRST = Duration.ofSeconds(10);
  static final Duration OPEN_LONGEST = Duration.ofMinutes(2);

  /// How long figures for people reach back.
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int SECONDS = (int) REMEMBERED.toSeconds();
  private static final long NEVER = Long.MIN_VALUE;

  /// Whether calls go through.
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /// Calls that ended.
  record Tally(long calls, long failures) {}

  private final LongSupplier clock;
  private final long origin;
  private final long[] seconds = new long[SECONDS];
  private final int[] calls = new int[SECONDS];
  private final int[] failures = new int[SECONDS];

  private State state = State.CLOSED;
  private int inARow;
  private Duration openFor = OPEN_FIRST;

  /// Since when calls are watched in the state closed, in seconds of this circuit's life.
  private long watchedFrom;

  /// When it opened, or when the probe that is under way was let through.
  private long since;

  Circuit(LongSupplier clock) {
    this.clock = clock;
    origin = clock.getAsLong();
    Arrays.fill(seconds, NEVER);
  }

  /// Whether a call may be sent now. In the state half-open that is the case for one call, whose
  /// end must be told; if nothing is heard of it for as long as the circuit was open, another may.
  synchronized boolean admits() {
    return switch (state) {
      case CLOSED -> true;
      case OPEN, HALF_OPEN -> {
        if (clock.getAsLong() - since < openFor.toNanos()) {
          yield false;
        }
        state = State.HALF_OPEN;
        since = clock.getAsLong();
        yield true;
      }
    };
  }

  /// Whether a call would be sent now, without taking the one that half-open lets through.
  synchronized boolean wouldAdmit() {
    return state == State.CLOSED || clock.getAsLong() - since >= openFor.toNanos();
  }

  synchronized State state() {
    return state;
  }

  /// Until the next call may go through; zero if one may now.
  synchronized Duration closedOff() {
    return wouldAdmit() ? Duration.ZERO : openFor.minusNanos(clock.getAsLong() - since);
  }

  synchronized void succeeded() {
    count(false);
    inARow = 0;
    if (state == State.HALF_OPEN) {
      close();
    }
  }

  synchronized void failed() {
    count(true);
    inARow++;
    switch (state) {
      case CLOSED -> {
        Tally watched = tally(Math.max(watchedFrom, second() - WATCHED.toSeconds() + 1));
        if (inARow >= FAILURES_IN_A_ROW
            || (watched.calls() >= CALLS_MIN && watched.failures() * 2 >= watched.calls())) {
          open(OPEN_FIRST);
        }
      }
      case HALF_OPEN -> {
        Duration twice = openFor.multipliedBy(2);
        open(twice.compareTo(OPEN_LONGEST) > 0 ? OPEN_LONGEST : twice);
      }
      // A call that had left before it opened.
      case OPEN -> {}
    }
  }

  /// The call that was let through ended without showing anything: another may go.
  synchronized void undecided() {
    if (state == State.HALF_OPEN) {
      since = clock.getAsLong() - openFor.toNanos();
    }
  }

  synchronized void close() {
    state = State.CLOSED;
    inARow = 0;
    openFor = OPEN_FIRST;
    watchedFrom = second() + 1;
  }

  /// The calls of the last minutes.
  synchronized Tally remembered() {
    return tally(second() - SECONDS + 1);
  }

  private void open(Duration duration) {
    state = State.OPEN;
    openFor = duration;
    since = clock.getAsLong();
  }

  private void count(boolean failure) {
    long second = second();
    int slot = (int) (second % SECONDS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      calls[slot] = 0;
      failures[slot] = 0;
    }
    calls[slot]++;
    if (failure) {
      failures[slot]++;
    }
  }

  private Tally tally(long fromSecond) {
    long called = 0;
    long failed = 0;
    long last = second();
    for (long second = Math.max(0, fromSecond); second <= last; second++) {
      int slot = (int) (second % SECONDS);
      if (seconds[slot] == second) {
        called += calls[slot];
        failed += failures[slot];
      }
    }
    return new Tally(called, failed);
  }

  /// Of this circuit's life.
  private long second() {
    return (clock.getAsLong() - origin) / SECOND;
  }
}
