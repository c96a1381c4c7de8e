package ai.nemorouter.usage.activity;

import ai.nemorouter.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a key may see of a finished request of its organization: OpenRouter's "generation". Cost
/// and tokens are the sums of its attempts.
///
/// @param costNanos in nano-dollars
/// @param attempts how many it took
public record Generation(
    UUID id,
    UUID teamId,
    Instant startedAt,
    String status,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    String operation,
    boolean streamed,
    boolean ownProvider,
    @Nullable String finishReason,
    @Nullable String upstreamId,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long cachedTokens,
    @Nullable Long reasoningTokens,
    long costNanos,
    @Nullable String costSource,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs,
    int attempts) {
  public Money cost() {
    return Money.ofNanos(costNanos);
  }
}
