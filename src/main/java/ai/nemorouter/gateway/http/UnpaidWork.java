package ai.nemorouter.gateway.http;

import ai.nemorouter.gateway.GatewayConfig;
import ai.nemorouter.platform.json.ApiError;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Bounds the processor time of requests that no limit counts, because they were refused or place
/// no hold: each key may have so many bytes of them parsed in a minute. A leaky bucket, counted in
/// the memory of this node.
@ApplicationScoped
class UnpaidWork {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int KEYS_MAX = 50_000;

  private final long bytesPerMinute;
  private final LongSupplier nanos;

  /// When the bucket of a key will be empty, on the clock of `nanos`.
  private final Cache<UUID, Long> emptyAt =
      Caffeine.newBuilder().maximumSize(KEYS_MAX).expireAfterWrite(MINUTE.multipliedBy(2)).build();

  @jakarta.inject.Inject
  UnpaidWork(GatewayConfig config) {
    this(config.unpaidBytesPerMinute().asLongValue(), System::nanoTime);
  }

  UnpaidWork(long bytesPerMinute, LongSupplier nanos) {
    this.bytesPerMinute = bytesPerMinute;
    this.nanos = nanos;
  }

  /// Notes that so many bytes were parsed for nothing.
  void add(UUID keyId, long bytes) {
    long now = nanos.getAsLong();
    long work = (long) (MINUTE.toNanos() / bytesPerMinute) * bytes;
    emptyAt
        .asMap()
        .compute(
            keyId,
            (_, before) -> (before == null || before - now < 0 ? now : before.longValue()) + work);
  }

  /// Why the key has to wait; null if it has not.
  @Nullable ApiError refusal(UUID keyId) {
    Long until = emptyAt.getIfPresent(keyId);
    long over = until == null ? 0 : until - nanos.getAsLong() - MINUTE.toNanos();
    if (over <= 0) {
      return null;
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(over) + 1;
    return ApiError.of(
            429,
            "rate_limit_error",
            "rate_limit_exceeded",
            "Too much was sent with this key in requests that were refused or cost nothing. Try again in %d seconds."
                .formatted(seconds))
        .reason("unpaid_requests")
        .header("retry-after", Long.toString(seconds));
  }
}
