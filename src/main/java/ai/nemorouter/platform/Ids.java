package ai.nemorouter.platform;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// Makes identifiers: UUID version 7 (RFC 9562, section 5.7), 48 bits of Unix milliseconds followed
/// by 74 random bits, so that the order of identifiers is the order of time. They name things; they
/// are not secrets.
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;
  private static final long RANDOM_A_MASK = 0x0FFFL;
  private static final long RANDOM_B_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

  private Ids() {}

  public static UUID next() {
    return at(Instant.now());
  }

  /// A fresh identifier as if made at `instant`: history keeps its order.
  public static UUID at(Instant instant) {
    long random = RANDOM.nextLong();
    return new UUID(
        (instant.toEpochMilli() << 16) | VERSION_7 | (random & RANDOM_A_MASK),
        VARIANT | (RANDOM.nextLong() & RANDOM_B_MASK));
  }

  /// The smallest identifier of that millisecond: the lower bound of a range query by time.
  public static UUID firstAt(Instant instant) {
    return new UUID((instant.toEpochMilli() << 16) | VERSION_7, VARIANT);
  }

  public static Instant timeOf(UUID id) {
    return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
  }
}
