package ai.nemorouter.limit.engine;

import ai.nemorouter.money.Money;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How an attempt ended: replaces its hold by the exact cost and becomes its record, in one
/// transaction. The first attempt has the identifier of its request.
///
/// @param sent whether it left for a provider: only then it counts as a request
public record Settlement(
    UUID id,
    Payer payer,
    Status status,
    int httpStatus,
    @Nullable String reason,
    Map<String, Object> refusal,
    Route route,
    boolean sent,
    @Nullable Answer answer,
    Cost cost,
    @Nullable Integer firstByteMs,
    int durationMs) {

  private static final int UNAVAILABLE = 503;

  /// A call that was rejected while its hold was in doubt: it was never sent, so it costs nothing.
  public static Settlement unsent(HoldRequest request) {
    return new Settlement(
        request.id(),
        request.payer(),
        Status.FAILED,
        UNAVAILABLE,
        "holds_unavailable",
        Map.of(),
        request.route(),
        false,
        null,
        Cost.NONE,
        null,
        0);
  }

  /// How the call ended for the caller.
  public enum Status {
    OK,
    FAILED,
    CANCELLED,
    REFUSED
  }

  /// What was asked for and what it resolved to; null where it never did.
  ///
  /// @param operation what it does there, as in `chat` or `embeddings`
  /// @param ownProvider whether the organization pays the provider itself: then no credit is spent
  /// @param requestId of a further attempt, the identifier that the client knows the request by;
  ///   null for the first one
  public record Route(
      String requestedModel,
      @Nullable String model,
      @Nullable String provider,
      @Nullable Long priceId,
      boolean streamed,
      String operation,
      boolean ownProvider,
      @Nullable UUID requestId) {
    /// A chat completion at a provider of the installation.
    public static Route chat(
        String requestedModel,
        @Nullable String model,
        @Nullable String provider,
        @Nullable Long priceId,
        boolean streamed) {
      return new Route(requestedModel, model, provider, priceId, streamed, "chat", false, null);
    }
  }

  /// What the provider delivered, in its own counts or ours.
  ///
  /// @param units images, seconds, characters, searches or requests, where the price counts such
  public record Answer(
      @Nullable String finishReason,
      @Nullable String upstreamId,
      long promptTokens,
      long completionTokens,
      long cachedTokens,
      long cacheWriteTokens,
      long cacheWriteHourTokens,
      long reasoningTokens,
      long audioPromptTokens,
      long audioCompletionTokens,
      long units) {
    /// Without anything that a provider keeps for an hour.
    public Answer(
        @Nullable String finishReason,
        @Nullable String upstreamId,
        long promptTokens,
        long completionTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        long audioPromptTokens,
        long audioCompletionTokens,
        long units) {
      this(
          finishReason,
          upstreamId,
          promptTokens,
          completionTokens,
          cachedTokens,
          cacheWriteTokens,
          0,
          reasoningTokens,
          audioPromptTokens,
          audioCompletionTokens,
          units);
    }
  }

  /// @param source `provider`, `catalog` or `estimate`; null where nothing was spent
  public record Cost(Money amount, @Nullable String source) {
    public static final Cost NONE = new Cost(Money.ZERO, null);
  }
}
