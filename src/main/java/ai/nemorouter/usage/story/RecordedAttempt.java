package ai.nemorouter.usage.story;

import ai.nemorouter.catalog.price.TokenUsage;
import ai.nemorouter.money.Money;
import ai.nemorouter.usage.RequestStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try of a request at one offering: what was held for it, what became of it, and what it cost.
/// As `SELECT` reads it: words as the database has them, money in nano-dollars.
///
/// @param heldNanos what was reserved before it left
/// @param firstByteMs since the request came, as `durationMs`
public record RecordedAttempt(
    UUID id,
    Instant startedAt,
    String statusWord,
    @Nullable Integer httpStatus,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    boolean ownProvider,
    boolean sent,
    @Nullable String finishReason,
    @Nullable String upstreamId,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long cachedTokens,
    @Nullable Long cacheWriteTokens,
    @Nullable Long cacheWriteHourTokens,
    @Nullable Long reasoningTokens,
    @Nullable Long audioPromptTokens,
    @Nullable Long audioCompletionTokens,
    @Nullable Long units,
    @Nullable Long priceId,
    long heldNanos,
    long costNanos,
    @Nullable String costSource,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs) {
  /// Up to its `where`; its columns in the order above.
  public static final String SELECT =
      """
      select e.id, e.started_at, e.status, e.http_status, e.reason, e.requested_model, e.model, e.provider, e.own_provider, e.sent,
             e.finish_reason, e.upstream_id, e.prompt_tokens, e.completion_tokens, e.cached_tokens, e.cache_write_tokens,
             e.cache_write_1h_tokens, e.reasoning_tokens, e.audio_prompt_tokens, e.audio_completion_tokens, e.units, e.price_id,
             e.held, e.cost, e.cost_source, e.first_byte_ms, e.duration_ms
      from every_attempt e
      """;

  private static final String PROVIDER_STATUS = "provider_status_";
  private static final String IMPLAUSIBLE = "implausible_usage";

  public RequestStatus status() {
    return RequestStatus.of(statusWord).orElseThrow();
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

  public String shownProvider() {
    return provider == null ? "no provider" : provider;
  }

  /// What its cost was made of, as it is recorded.
  TokenUsage usage() {
    return new TokenUsage(
        count(promptTokens),
        count(completionTokens),
        count(cachedTokens),
        count(cacheWriteTokens),
        count(cacheWriteHourTokens),
        count(reasoningTokens),
        count(audioPromptTokens),
        count(audioCompletionTokens),
        count(units));
  }

  private static long count(@Nullable Long recorded) {
    return recorded == null ? 0 : recorded;
  }

  /// The status that the provider answered with; null where that is not known.
  public @Nullable String providerStatus() {
    String why = reason();
    if (why == null || !why.startsWith(PROVIDER_STATUS)) {
      return null;
    }
    return "HTTP " + why.substring(PROVIDER_STATUS.length()).replaceAll(",.*", "");
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  public boolean isImplausible() {
    return reason != null && reason.endsWith(IMPLAUSIBLE);
  }

  /// How it failed, as in `failed with HTTP 503`: goes on after the provider's name.
  public String failure() {
    String answered = providerStatus();
    if (answered != null) {
      return "failed with " + answered;
    }
    return switch (Objects.requireNonNullElse(reason, "").replaceAll(",.*", "")) {
      case "provider_timeout" -> "did not answer in time";
      case "provider_unreachable" -> "could not be reached";
      case "provider_busy" -> "had no connection free";
      case "provider_broke_off" -> "broke off";
      case "provider_error" -> "answered with an error";
      case "not_supported_by_provider" -> "does not support the request";
      case "holds_unavailable" -> "was not asked, because nothing could be reserved";
      case "gateway_error" -> "was left because of a fault in the gateway";
      case "guardrail_blocked" -> "answered, but a guardrail blocked the answer";
      case "guardrail_unavailable" -> "answered, but a guardrail could not check the answer";
      default -> status() == RequestStatus.REFUSED ? "was left out: a limit had no room" : "failed";
    };
  }
}
