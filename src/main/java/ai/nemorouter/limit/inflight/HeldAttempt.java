package ai.nemorouter.limit.inflight;

import ai.nemorouter.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// An attempt under way and what it holds, as operators see it.
///
/// @param organization the slug of whose it is
/// @param amount the most that it may cost
/// @param tokens the most that it may use, input and output
/// @param node which holds it; a node that is lost no longer puts off `expiresAt`
public record HeldAttempt(
    UUID orgId,
    UUID id,
    String organization,
    String organizationName,
    String teamName,
    String keyName,
    String model,
    String provider,
    Money amount,
    long tokens,
    String node,
    Instant placedAt,
    Instant expiresAt) {
  private static final Duration HOUR = Duration.ofHours(1);

  /// How long ago it was placed, as in `42 s` or `3 min`.
  public String age() {
    return display(Duration.between(placedAt, Instant.now()));
  }

  /// When it is booked unless its node says that it is still in use.
  public String expiry() {
    Duration left = Duration.between(Instant.now(), expiresAt);
    return left.isNegative() ? display(left.negated()) + " ago" : "in " + display(left);
  }

  public boolean isExpired() {
    return expiresAt.isBefore(Instant.now());
  }

  private static String display(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
      return duration.toSeconds() + " s";
    }
    return duration.compareTo(HOUR) < 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
  }
}
