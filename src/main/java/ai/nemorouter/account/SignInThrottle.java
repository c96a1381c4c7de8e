package ai.nemorouter.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Slows down guessing of passwords. Failures are counted in the memory of this node, for at most
/// `ENTRIES_MAX` addresses: a restart forgets them, and every node counts for itself.
@ApplicationScoped
public class SignInThrottle {
  static final int FAILURES_PER_ACCOUNT_AND_ADDRESS = 10;
  static final int FAILURES_PER_ADDRESS = 50;
  static final int FAILURES_PER_ACCOUNT = 100;
  static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int ENTRIES_MAX = 50_000;

  private final Clock clock;
  private final Cache<String, Failures> failures =
      Caffeine.newBuilder().maximumSize(ENTRIES_MAX).expireAfterWrite(WINDOW).build();

  SignInThrottle() {
    this(Clock.systemUTC());
  }

  SignInThrottle(Clock clock) {
    this.clock = clock;
  }

  /// When the next attempt is allowed, if not now.
  Optional<Instant> blockedUntil(String email, String address) {
    Instant now = clock.instant();
    return allowances(email, address).entrySet().stream()
        .flatMap(entry -> blockedUntil(entry.getKey(), entry.getValue(), now).stream())
        .max(Instant::compareTo);
  }

  void recordFailure(String email, String address) {
    Instant now = clock.instant();
    for (String key : allowances(email, address).keySet()) {
      failures
          .asMap()
          .compute(
              key,
              (_, before) ->
                  before == null || before.isOver(now)
                      ? new Failures(1, now)
                      : new Failures(before.count() + 1, before.since()));
    }
  }

  void forget(String email, String address) {
    failures.invalidate(pair(email, address));
  }

  private Optional<Instant> blockedUntil(String key, int allowed, Instant now) {
    return Optional.ofNullable(failures.getIfPresent(key))
        .filter(found -> found.count() >= allowed && !found.isOver(now))
        .map(found -> found.since().plus(WINDOW));
  }

  private static Map<String, Integer> allowances(String email, String address) {
    return Map.of(
        pair(email, address),
        FAILURES_PER_ACCOUNT_AND_ADDRESS,
        "address " + address,
        FAILURES_PER_ADDRESS,
        "account " + email.toLowerCase(Locale.ROOT),
        FAILURES_PER_ACCOUNT);
  }

  private static String pair(String email, String address) {
    return "both " + email.toLowerCase(Locale.ROOT) + " " + address;
  }

  private record Failures(int count, Instant since) {
    boolean isOver(Instant now) {
      return !since.plus(WINDOW).isAfter(now);
    }
  }
}
