package ai.nemorouter.gateway;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.AttemptFailure.Recourse;
import ai.nemorouter.provider.ProviderHealth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Which offering a request is sent to next: each of the route once, then the last one again where
/// a moment's wait may help; no more often than is allowed, and none whose circuit is open.
final class Itinerary {
  private static final long FIRST_PAUSE_MS = 250;

  private final List<Offering> route;
  private final ProviderHealth health;
  private final int mostAttempts;
  private int next;
  private int attempts;
  private @Nullable Offering last;

  Itinerary(List<Offering> route, ProviderHealth health, int mostAttempts) {
    this.route = route;
    this.health = health;
    this.mostAttempts = mostAttempts;
  }

  /// The offering to try now. Whoever takes it tells `health` what became of it.
  ///
  /// @param failure what the last one came to; null at the beginning
  /// @return null if nobody is left
  @Nullable Offering next(@Nullable AttemptFailure failure) {
    if (attempts >= mostAttempts) {
      return null;
    }
    while (next < route.size()) {
      Offering candidate = route.get(next++);
      if (!isPointless(candidate, failure) && health.admits(candidate.provider())) {
        attempts++;
        last = candidate;
        return candidate;
      }
    }
    Offering again = last;
    if (again == null
        || failure == null
        || failure.recourse() != Recourse.AGAIN
        || !health.admits(again.provider())) {
      return null;
    }
    attempts++;
    return again;
  }

  /// How long to wait before asking the same provider again; zero before another one is asked.
  Duration pause(Offering offering) {
    if (attempts < 2 || next < route.size() || !offering.equals(last)) {
      return Duration.ZERO;
    }
    long most = FIRST_PAUSE_MS << (attempts - 2);
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /// Whether another offering is there to be asked after this one.
  boolean hasMore() {
    return next < route.size() && attempts < mostAttempts;
  }

  int attempts() {
    return attempts;
  }

  private boolean isPointless(Offering candidate, @Nullable AttemptFailure failure) {
    return failure != null
        && failure.recourse() == Recourse.ANOTHER_MODEL
        && last != null
        && candidate.slug().equals(last.slug());
  }
}
