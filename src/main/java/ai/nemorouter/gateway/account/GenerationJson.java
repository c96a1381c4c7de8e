package ai.nemorouter.gateway.account;

import ai.nemorouter.money.Money;
import ai.nemorouter.usage.activity.Generation;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a request cost, in OpenRouter's shape. Fields that have no meaning here are null.
@Schema(
    name = "Generation",
    description =
        "A request with what all its attempts cost together. Fields that are said to be null are there for clients of OpenRouter.")
record GenerationJson(
    String id,
    @Schema(description = "The `x-nemo-request-id` of its answer.") String requestId,
    @Schema(description = "The provider's own id of it.") @Nullable String upstreamId,
    @Schema(description = "In US dollars.") Money totalCost,
    @Schema(description = "The same.") Money usage,
    @Schema(description = "The cost at the organization's own provider; else null.")
        @Nullable Money upstreamInferenceCost,
    @Nullable Void cacheDiscount,
    boolean isByok,
    @Schema(description = "`provider`, `catalog` or `estimate`.") @Nullable String costSource,
    String model,
    @Nullable String providerName,
    @Schema(description = "How many offerings were tried.") int attempts,
    Instant createdAt,
    boolean streamed,
    boolean cancelled,
    String status,
    @Nullable String reason,
    @Nullable String finishReason,
    @Nullable String nativeFinishReason,
    @Schema(description = "Milliseconds until the first byte.") @Nullable Integer latency,
    @Schema(description = "Milliseconds until the end.") @Nullable Integer generationTime,
    @Nullable Void moderationLatency,
    @JsonUnwrapped Tokens tokens,
    @JsonUnwrapped Circumstances circumstances) {
  static GenerationJson of(Generation generation) {
    String hex = generation.id().toString().replace("-", "");
    Money cost = generation.cost();
    String model = generation.model();
    return new GenerationJson(
        "gen-" + hex,
        "req_" + hex,
        generation.upstreamId(),
        cost,
        cost,
        generation.ownProvider() ? cost : null,
        null,
        generation.ownProvider(),
        generation.costSource(),
        model == null ? generation.requestedModel() : model,
        generation.provider(),
        generation.attempts(),
        generation.startedAt(),
        generation.streamed(),
        generation.status().equals("cancelled"),
        generation.status(),
        generation.reason(),
        generation.finishReason(),
        generation.finishReason(),
        generation.firstByteMs(),
        generation.durationMs(),
        null,
        Tokens.of(generation),
        Circumstances.of(generation));
  }

  /// What was counted.
  record Tokens(
      @Nullable Long tokensPrompt,
      @Nullable Long tokensCompletion,
      @Nullable Long nativeTokensPrompt,
      @Nullable Long nativeTokensCompletion,
      @Nullable Long nativeTokensReasoning,
      @Nullable Long nativeTokensCached,
      @Nullable Void nativeTokensCompletionImages,
      @Nullable Void numMediaPrompt,
      @Nullable Void numMediaCompletion,
      @Nullable Void numInputAudioPrompt,
      @Nullable Void numSearchResults) {
    static Tokens of(Generation generation) {
      return new Tokens(
          generation.promptTokens(),
          generation.completionTokens(),
          generation.promptTokens(),
          generation.completionTokens(),
          generation.reasoningTokens(),
          generation.cachedTokens(),
          null,
          null,
          null,
          null,
          null);
    }
  }

  /// Where it came from.
  record Circumstances(
      @Schema(description = "Empty.") String origin,
      @Nullable Void httpReferer,
      @Nullable Void userAgent,
      @Nullable Void appId,
      @Nullable Void externalUser,
      @Nullable Void router,
      @Schema(description = "The operation, as in `chat`.") String apiType,
      @Nullable Void serviceTier,
      @Nullable Void sessionId,
      @Nullable Void presetId,
      @Schema(description = "Always `global`.") String dataRegion,
      @Nullable Void responseCacheSourceId,
      @Schema(description = "The id of the key's team.") UUID workspaceId,
      @Nullable Void providerResponses) {
    static Circumstances of(Generation generation) {
      return new Circumstances(
          "",
          null,
          null,
          null,
          null,
          null,
          generation.operation(),
          null,
          null,
          null,
          "global",
          null,
          generation.teamId(),
          null);
    }
  }
}
