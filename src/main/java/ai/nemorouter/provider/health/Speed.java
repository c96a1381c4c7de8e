package ai.nemorouter.provider.health;

import java.time.Duration;
import java.util.OptionalLong;

/// How fast one provider serves one model: averages in which the newest call counts a fifth, and
/// which say nothing once the last call is too long ago.
final class Speed {
  private static final double NEWEST = 0.2;
  private static final long FORGOTTEN = Duration.ofMinutes(15).toNanos();
  private static final double NANOS_PER_SECOND = 1e9;

  private double firstByteMs = Double.NaN;
  private double tokensPerSecond = Double.NaN;
  private long at;
  private long tokensAt;

  Speed(long now) {
    at = now;
    tokensAt = now;
  }

  /// Of one call, rounded; 0 where it cannot be told.
  static long tokensPerSecond(Duration firstByte, long outputTokens, Duration whole) {
    return outputTokens > 0 && whole.isPositive()
        ? Math.round(rate(firstByte, outputTokens, whole))
        : 0;
  }

  /// @param now of a monotonic clock, in nanoseconds
  synchronized void record(long now, Duration firstByte, long outputTokens, Duration whole) {
    firstByteMs =
        mean(now - at > FORGOTTEN ? Double.NaN : firstByteMs, (double) firstByte.toMillis());
    at = now;
    if (outputTokens > 0 && whole.isPositive()) {
      tokensPerSecond =
          mean(
              now - tokensAt > FORGOTTEN ? Double.NaN : tokensPerSecond,
              rate(firstByte, outputTokens, whole));
      tokensAt = now;
    }
  }

  synchronized OptionalLong firstByteMs(long now) {
    return told(firstByteMs, now - at);
  }

  synchronized OptionalLong tokensPerSecond(long now) {
    return told(tokensPerSecond, now - tokensAt);
  }

  /// A streamed answer is written after its first byte, one that comes whole before it.
  private static Duration generating(Duration firstByte, Duration whole) {
    Duration after = whole.minus(firstByte);
    return after.compareTo(whole.dividedBy(10)) > 0 ? after : whole;
  }

  private static double rate(Duration firstByte, long outputTokens, Duration whole) {
    return outputTokens * NANOS_PER_SECOND / generating(firstByte, whole).toNanos();
  }

  private static double mean(double before, double newest) {
    return Double.isNaN(before) ? newest : before + NEWEST * (newest - before);
  }

  private static OptionalLong told(double value, long age) {
    return Double.isNaN(value) || age > FORGOTTEN
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round(value));
  }
}
