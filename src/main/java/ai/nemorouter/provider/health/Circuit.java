package ai.nemorouter.provider.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A circuit breaker: open, it spares callers the wait for what fails, and what fails the calls.
/// All moments are of a monotonic clock, in nanoseconds. Not thread-safe: its `Condition` guards
/// it.
///
/// ```
///            half or more of the last ten
///            calls failed, at least five
///   CLOSED ─────────────────────────────────────▶ OPEN, for 10 seconds
///      ▲                                           │  ▲
///      │ a call that was let through      time is  │  │ a call failed: twice
///      │ since it opened succeeded        over     ▼  │ as long, at most 2 minutes
///      └──────────────────────────────────────── HALF_OPEN
/// ```
///
/// Calls that have another provider to go to are let through when it is closed, and one at a time
/// when it is half-open. Calls that have none are let through once a second even while it is open,
/// and all of them when it is half-open: refusing them would not help.
final class Circuit {
  static final int WATCHED = 10;
  static final int FAILURES_MIN = 5;
  static final Duration OPEN_FIRST = Duration.ofSeconds(10);
  static final Duration OPEN_LONGEST = Duration.ofMinutes(2);
  static final Duration LAST_RESORT_EVERY = Duration.ofSeconds(1);

  /// After so long without a call, what happened before no longer counts.
  static final Duration FORGOTTEN = Duration.ofMinutes(5);

  private static final int WATCHED_BITS = (1 << WATCHED) - 1;

  /// Whether calls go through.
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  private final LongSupplier clock;
  private State state = State.CLOSED;

  /// The last calls since it closed, the newest in the lowest bit; 1 is a failure.
  private int outcomes;

  private long endedAt;
  private long openedAt;
  private long triedAt;
  private Duration openFor = OPEN_FIRST;

  Circuit(LongSupplier clock) {
    this.clock = clock;
    endedAt = clock.getAsLong();
  }

  /// Lets a call through, or not. One that was let through is told of by `succeeded`, `failed` or
  /// `undecided`; if nothing is heard of the one that half-open let through for as long as the
  /// circuit was open, another may go.
  ///
  /// @param lastResort whether the call has nowhere else to go
  boolean admits(boolean lastResort) {
    if (!wouldAdmit(lastResort)) {
      return false;
    }
    if (state != State.CLOSED) {
      state = state();
      triedAt = clock.getAsLong();
    }
    return true;
  }

  /// What `admits` would say. Changes nothing.
  boolean wouldAdmit(boolean lastResort) {
    return switch (state) {
      case CLOSED -> true;
      case OPEN ->
          isSince(openedAt, openFor) || (lastResort && isSince(triedAt, LAST_RESORT_EVERY));
      case HALF_OPEN -> lastResort || isSince(triedAt, openFor);
    };
  }

  /// Half-open as soon as the next call may go through.
  State state() {
    return state == State.OPEN && isSince(openedAt, openFor) ? State.HALF_OPEN : state;
  }

  /// Whether it opened within the last minutes and has not closed since.
  boolean isPausing() {
    return state != State.CLOSED && !isSince(openedAt, FORGOTTEN);
  }

  /// Whether it is as good as new.
  boolean isClear() {
    return state == State.CLOSED && outcomes == 0;
  }

  /// @param sentAt when the call was let through: a success of before it opened does not close it
  void succeeded(long sentAt) {
    count(0);
    if (state != State.CLOSED && sentAt - openedAt >= 0) {
      close();
    }
  }

  void failed() {
    count(1);
    switch (state) {
      case CLOSED -> {
        if (Integer.bitCount(outcomes) >= FAILURES_MIN) {
          open(OPEN_FIRST);
        }
      }
      case HALF_OPEN -> {
        Duration twice = openFor.multipliedBy(2);
        open(twice.compareTo(OPEN_LONGEST) > 0 ? OPEN_LONGEST : twice);
      }
      // A call that had left before it opened, or a last resort.
      case OPEN -> {}
    }
  }

  /// A call that was let through ended without showing anything: another may go.
  void releaseProbe() {
    if (state == State.HALF_OPEN) {
      triedAt = clock.getAsLong() - openFor.toNanos();
    }
  }

  void close() {
    state = State.CLOSED;
    openFor = OPEN_FIRST;
    outcomes = 0;
  }

  private void open(Duration duration) {
    state = State.OPEN;
    openFor = duration;
    openedAt = clock.getAsLong();
    triedAt = openedAt;
  }

  private void count(int outcome) {
    int before = isSince(endedAt, FORGOTTEN) ? 0 : outcomes;
    outcomes = (before << 1 | outcome) & WATCHED_BITS;
    endedAt = clock.getAsLong();
  }

  private boolean isSince(long moment, Duration duration) {
    return clock.getAsLong() - moment >= duration.toNanos();
  }
}
