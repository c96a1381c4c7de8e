package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try of a request at one offering: what was held for it, what became of it, and what it cost.
///
/// @param begunAt when the first attempt of its request began
/// @param held what was reserved before it left
/// @param firstByteMs since the request came, as `durationMs`
public record Attempt(
    UUID id,
    Instant startedAt,
    Instant begunAt,
    CallStatus status,
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
    Money held,
    Money cost,
    @Nullable String costSource,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs) {
  private static final String PROVIDER_STATUS = "provider_status_";

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
