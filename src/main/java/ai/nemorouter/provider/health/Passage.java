package ai.nemorouter.provider.health;

import ai.nemorouter.provider.health.ProviderHealth.Caller;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A call that was let through to a provider. What became of it counts once: what is told first.
/// Closing it tells that nothing is known, if nothing was told.
public final class Passage implements AutoCloseable {
  private final Condition condition;
  private final String model;
  private final Caller caller;
  private final long sentAt;
  private final AtomicBoolean told = new AtomicBoolean();

  Passage(Condition condition, String model, Caller caller, long sentAt) {
    this.condition = condition;
    this.model = model;
    this.caller = caller;
    this.sentAt = sentAt;
  }

  /// @param firstByte from sending to the first byte of the answer's body
  /// @param outputTokens of the answer; 0 where they are not known
  /// @param whole from sending to the end of the answer
  public void succeeded(Duration firstByte, long outputTokens, Duration whole) {
    if (told.compareAndSet(false, true)) {
      condition.succeeded(model, caller, sentAt, firstByte, outputTokens, whole);
    }
  }

  public void failed(ProviderFailure kind) {
    failed(kind, null);
  }

  /// @param detail what is known of it, free of secrets and of what callers sent
  public void failed(ProviderFailure kind, @Nullable String detail) {
    if (told.compareAndSet(false, true)) {
      condition.failed(model, caller, sentAt, kind, detail);
    }
  }

  /// The provider limits the rate of requests.
  ///
  /// @param retryAfter what it said of when to come back; zero if nothing
  public void limited(Duration retryAfter) {
    failed(ProviderFailure.RATE_LIMITED);
    condition.limitedFor(model, retryAfter);
  }

  @Override
  public void close() {
    failed(ProviderFailure.ABANDONED);
  }
}
