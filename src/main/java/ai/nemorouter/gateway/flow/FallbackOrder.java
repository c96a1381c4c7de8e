package ai.nemorouter.gateway.flow;

import ai.nemorouter.catalog.Offering;
import ai.nemorouter.gateway.flow.AttemptFailure.NextStep;
import ai.nemorouter.provider.health.Passage;
import ai.nemorouter.provider.health.ProviderHealth;
import ai.nemorouter.provider.health.ProviderHealth.Caller;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Which offering a request is sent to next: each of the route once, those that are paused as the
/// last resort, then the last one again where a moment's wait may help; no more often than is
/// allowed.
///
/// It holds the passage of the attempt that is under way. The next one and closing it end a passage
/// of which nothing was told.
final class FallbackOrder implements AutoCloseable {
  private static final long FIRST_PAUSE_MS = 250;

  private final List<Offering> route;
  private final Caller caller;
  private final ProviderHealth health;
  private final int mostAttempts;
  private final Deque<Offering> paused = new ArrayDeque<>();
  private int next;
  private int attempts;
  private int repeats;
  private boolean onceMore;
  private @Nullable Offering last;
  private @Nullable Passage passage;

  FallbackOrder(List<Offering> route, Caller caller, ProviderHealth health, int mostAttempts) {
    this.route = route;
    this.caller = caller;
    this.health = health;
    this.mostAttempts = mostAttempts;
  }

  /// The offering to try now.
  ///
  /// @param failure what the last one came to; null at the beginning
  /// @return null if none is left
  @Nullable Offering next(@Nullable AttemptFailure failure) {
    close();
    if (attempts >= mostAttempts || isSecondOfItsKind(failure)) {
      return null;
    }
    while (next < route.size()) {
      Offering candidate = route.get(next++);
      if (isPointless(candidate, failure)) {
        continue;
      }
      if (enters(candidate, false)) {
        return take(candidate);
      }
      paused.add(candidate);
    }
    while (!paused.isEmpty()) {
      Offering candidate = paused.remove();
      if (!isPointless(candidate, failure) && enters(candidate, true)) {
        return take(candidate);
      }
    }
    return again(failure);
  }

  /// How long to wait before asking the same offering again; zero before another one is asked.
  Duration pause() {
    if (repeats == 0) {
      return Duration.ZERO;
    }
    long most = FIRST_PAUSE_MS << (repeats - 1);
    return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /// Whether another offering is there to be asked after this one.
  boolean hasMore() {
    return next < route.size() && attempts < mostAttempts;
  }

  int attempts() {
    return attempts;
  }

  /// Of the offering that was taken last.
  Passage passage() {
    if (passage == null) {
      throw new IllegalStateException("No offering was taken");
    }
    return passage;
  }

  @Override
  public void close() {
    if (passage != null) {
      passage.close();
      passage = null;
    }
  }

  private @Nullable Offering again(@Nullable AttemptFailure failure) {
    Offering again = last;
    if (again == null
        || failure == null
        || (failure.nextStep() != NextStep.AGAIN && failure.nextStep() != NextStep.ONCE_MORE)
        || !enters(again, true)) {
      return null;
    }
    attempts++;
    repeats++;
    return again;
  }

  private Offering take(Offering candidate) {
    attempts++;
    last = candidate;
    repeats = 0;
    return candidate;
  }

  private boolean enters(Offering candidate, boolean lastResort) {
    passage = health.admit(candidate.provider(), candidate.upstreamModel(), caller, lastResort);
    return passage != null;
  }

  /// Whether a failure that may be due to the request has come again.
  private boolean isSecondOfItsKind(@Nullable AttemptFailure failure) {
    boolean second = onceMore;
    onceMore = onceMore || (failure != null && failure.nextStep() == NextStep.ONCE_MORE);
    return second && failure != null && failure.nextStep() == NextStep.ONCE_MORE;
  }

  private boolean isPointless(Offering candidate, @Nullable AttemptFailure failure) {
    return failure != null
        && failure.nextStep() == NextStep.ANOTHER_MODEL
        && last != null
        && candidate.slug().equals(last.slug());
  }
}
