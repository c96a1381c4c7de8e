package ai.nemorouter.gateway.audio;

/// Lengths of time in a file, added up without ever overflowing: nanoseconds, at most 292 years.
final class Moments {
  private static final long SECOND = 1_000_000_000;

  private long nanos;

  /// @param units of which there are `perSecond` in a second; negative ones count nothing
  void add(long units, long perSecond) {
    nanos = plus(nanos, nanos(units, perSecond));
  }

  void add(Moments more) {
    nanos = plus(nanos, more.nanos);
  }

  /// Keeps the longer of the two.
  void atLeast(long units, long perSecond) {
    nanos = Math.max(nanos, nanos(units, perSecond));
  }

  void atLeast(Moments other) {
    nanos = Math.max(nanos, other.nanos);
  }

  boolean isNone() {
    return nanos == 0;
  }

  /// Rounded up.
  long seconds() {
    return Math.ceilDiv(nanos, SECOND);
  }

  private static long nanos(long units, long perSecond) {
    if (units <= 0 || perSecond <= 0) {
      return 0;
    }
    long whole = units / perSecond;
    // Below `perSecond`, which no format here writes with more than 32 bits.
    long rest = Math.min(units % perSecond, Integer.MAX_VALUE * 2L) * SECOND / perSecond;
    return whole > Long.MAX_VALUE / SECOND - 1 ? Long.MAX_VALUE : whole * SECOND + rest;
  }

  private static long plus(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }
}
