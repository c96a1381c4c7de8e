package ai.nemorouter.migration.check;

import ai.nemorouter.migration.MigrationConfig;
import ai.nemorouter.platform.json.ApiError;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/// Bounds how much work an unknown caller can cause. Counted in the memory of this node, for at
/// most `ENTRIES_MAX` addresses: every node counts for itself.
@ApplicationScoped
public class CheckThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int ENTRIES_MAX = 50_000;
  private static final int BYTES_PER_CHECK = 16 * 1024;

  private final int allowed;
  private final Cache<String, Checks> checks =
      Caffeine.newBuilder().maximumSize(ENTRIES_MAX).expireAfterWrite(WINDOW).build();

  CheckThrottle(MigrationConfig config) {
    allowed = config.checksPerMinute();
  }

  private record Checks(int count, Instant since) {}

  /// Counts a check, which for a long text or list is as good as several.
  ///
  /// @param bytes how long it is
  /// @throws ai.nemorouter.platform.json.ApiException 429 once the minute's checks are used up
  void countOrThrow(String address, int bytes, Instant now) {
    int more = 1 + bytes / BYTES_PER_CHECK;
    Checks counted =
        checks
            .asMap()
            .compute(
                address,
                (_, before) ->
                    before == null || !before.since().plus(WINDOW).isAfter(now)
                        ? new Checks(more, now)
                        : new Checks(before.count() + more, before.since()));
    if (counted.count() > allowed) {
      long seconds = Duration.between(now, counted.since().plus(WINDOW)).toSeconds() + 1;
      throw ApiError.of(
              429,
              "rate_limit_error",
              "rate_limit_exceeded",
              "An address may have %d texts of 16 KB checked in a minute. Try again in %d seconds."
                  .formatted(allowed, seconds))
          .reason("too_many_checks")
          .header("retry-after", String.valueOf(seconds))
          .exception();
    }
  }
}
