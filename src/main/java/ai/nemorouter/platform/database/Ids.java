package ai.nemorouter.platform.database;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// Makes identifiers: UUID version 7 (RFC 9562, sections 5.7 and 6.2, method 3), 48 bits of Unix
/// milliseconds, 12 bits of their fraction, then 62 random bits. The order of identifiers is the
/// order of time, and on one node the order in which they were made. They name things; they are not
/// secrets.
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicLong LAST = new AtomicLong();
  private static final int FRACTION_BITS = 12;
  private static final long FRACTIONS_PER_MILLI = 1L << FRACTION_BITS;
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private Ids() {}

  /// A fresh identifier, greater than every one that this node made before.
  public static UUID next() {
    long now = stamp(Instant.now());
    return of(LAST.updateAndGet(last -> Math.max(last + 1, now)));
  }

  /// A fresh identifier as if made at `instant`: history keeps its order.
  public static UUID at(Instant instant) {
    return of(stamp(instant));
  }

  /// The smallest identifier of that millisecond: the lower bound of a range query by time.
  public static UUID firstAt(Instant instant) {
    return new UUID((instant.toEpochMilli() << 16) | VERSION_7, VARIANT);
  }

  public static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }

  /// Milliseconds since 1970 in units of 1/4096.
  private static long stamp(Instant instant) {
    long fraction =
        instant.get(ChronoField.NANO_OF_SECOND)
            % NANOS_PER_MILLI
            * FRACTIONS_PER_MILLI
            / NANOS_PER_MILLI;
    return (instant.toEpochMilli() << FRACTION_BITS) | fraction;
  }

  private static UUID of(long stamp) {
    long millis = stamp >>> FRACTION_BITS;
    long fraction = stamp & (FRACTIONS_PER_MILLI - 1);
    return new UUID(
        (millis << 16) | VERSION_7 | fraction, VARIANT | (RANDOM.nextLong() & RANDOM_MASK));
  }
}
