package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try of a request at one offering: what was held for it, what became of it, and what it cost.
/// As `SELECT` reads it: words as the database has them, money in nano-dollars.
///
/// @param begunAt when the first attempt of its request began
/// @param heldNanos what was reserved before it left
/// @param firstByteMs since the request came, as `durationMs`
public record Attempt(
    UUID id,
    Instant startedAt,
    Instant begunAt,
    String statusWord,
    @Nullable Integer httpStatus,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    boolean sent,
    @Nullable String finishReason,
    @Nullable String upstreamId,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    long heldNanos,
    long costNanos,
    @Nullable String costSource,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs) {
  /// Up to its `where`; its columns in the order above.
  static final String SELECT =
      """
      select e.id, e.started_at, min(e.started_at) over () as begun_at, e.status, e.http_status, e.reason, e.requested_model,
             e.model, e.provider, e.sent, e.finish_reason, e.upstream_id, e.prompt_tokens, e.completion_tokens, e.held, e.cost,
             e.cost_source, e.first_byte_ms, e.duration_ms
      from every_attempt e
      """;

  private static final String PROVIDER_STATUS = "provider_status_";

  public CallStatus status() {
    return CallStatus.of(statusWord).orElseThrow();
  }

  public Money held() {
    return Money.ofNanos(heldNanos);
  }

  public Money cost() {
    return Money.ofNanos(costNanos);
  }

  public String shownModel() {
    return model == null ? requestedModel : model;
  }

  /// How long after the request's first attempt it began, as in `840 ms`.
  public String begun() {
    return Durations.display(begunMs());
  }

  /// How long it took until the provider's first byte; null where none came.
  public @Nullable String firstByte() {
    return firstByteMs == null ? null : Durations.display(Math.max(0, firstByteMs - begunMs()));
  }

  /// How long it took.
  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(Math.max(0, durationMs - begunMs()));
  }

  /// The status that the provider answered with; null where that is not known.
  public @Nullable String providerStatus() {
    if (reason == null || !reason.startsWith(PROVIDER_STATUS)) {
      return null;
    }
    return "HTTP " + reason.substring(PROVIDER_STATUS.length()).replaceAll(",.*", "");
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  private int begunMs() {
    return (int) Math.max(0, Duration.between(begunAt, startedAt).toMillis());
  }
}
