package ai.nemorouter.provider.health;

import java.time.Duration;
import java.util.Arrays;

/// How many attempts ended in the last five minutes, to the nearest half minute, and how many of
/// them failed. Not thread-safe. All moments are of a monotonic clock, in nanoseconds.
final class RecentAttempts {
  static final Duration REMEMBERED = Duration.ofMinutes(5);

  private static final int SLOTS = 10;
  private static final long SLOT = REMEMBERED.toNanos() / SLOTS;

  private final long origin;
  private final long[] slots = new long[SLOTS];
  private final int[] calls = new int[SLOTS];
  private final int[] failures = new int[SLOTS];

  RecentAttempts(long now) {
    origin = now;
    Arrays.fill(slots, Long.MIN_VALUE);
  }

  void count(long now, boolean failure) {
    long number = (now - origin) / SLOT;
    int slot = (int) (number % SLOTS);
    if (slots[slot] != number) {
      slots[slot] = number;
      calls[slot] = 0;
      failures[slot] = 0;
    }
    calls[slot]++;
    if (failure) {
      failures[slot]++;
    }
  }

  long calls(long now) {
    return sum(calls, now);
  }

  long failures(long now) {
    return sum(failures, now);
  }

  private long sum(int[] counts, long now) {
    long oldest = (now - origin) / SLOT - SLOTS;
    long sum = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] > oldest) {
        sum += counts[slot];
      }
    }
    return sum;
  }
}
