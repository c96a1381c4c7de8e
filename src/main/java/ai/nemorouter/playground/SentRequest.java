package ai.nemorouter.playground;

import ai.nemorouter.money.Money;
import ai.nemorouter.usage.Durations;
import ai.nemorouter.usage.RequestStatus;
import ai.nemorouter.usage.story.Refusal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is on record of a request that has ended, as the user who sent it from the playground sees
/// it.
///
/// @param refusal what the record says of a refusal, as JSON; null for none
/// @param held what was reserved, in nano-dollars, like `cost`
/// @param firstByteMs since the request came, like `durationMs`
public record SentRequest(
    UUID id,
    UUID keyId,
    UUID teamId,
    String statusWord,
    @Nullable String refusal,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    @Nullable String finishReason,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    long held,
    long cost,
    @Nullable String costSource,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs) {
  static final String SELECT =
      """
      select id, key_id, team_id, status, cast(refusal as text) as refusal, requested_model, model, provider,
        finish_reason, prompt_tokens, completion_tokens, held, cost, cost_source, first_byte_ms, duration_ms
      from calls where org_id = :orgId and id = :id
      """;

  public RequestStatus status() {
    return RequestStatus.of(statusWord).orElseThrow();
  }

  public Money reserved() {
    return Money.ofNanos(held);
  }

  public Money charged() {
    return Money.ofNanos(cost);
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  /// What would let the same request through; null where it was not refused.
  public @Nullable String remedy() {
    Refusal known = Refusal.of(refusal);
    return known == null ? null : known.remedy();
  }

  public @Nullable String firstByte() {
    return firstByteMs == null ? null : Durations.display(firstByteMs);
  }

  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(durationMs);
  }

  /// The model stopped because it had no tokens left.
  public boolean isCutShort() {
    return "length".equals(finishReason);
  }
}
