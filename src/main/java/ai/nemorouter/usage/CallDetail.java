package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything that is on record about one request. Tokens, what was held and the cost are the sums
/// of its attempts.
///
/// @param held what was reserved before the request left
/// @param person who owned the key then, by name and address, members or not; null for a service
///   key
/// @param attempts how many it took
/// @param unit what `units` counts, as in `image`
/// @param ownProvider whether the organization paid its provider itself
/// @param unitPrice the price of a million units; null where the price is of tokens alone
/// @param inputPrice the price of a million input tokens at that time; null where none was used
public record CallDetail(
    UUID id,
    Instant startedAt,
    Instant finishedAt,
    CallStatus status,
    @Nullable Integer httpStatus,
    @Nullable String reason,
    @Nullable String refusalJson,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    Operation operation,
    boolean ownProvider,
    UUID keyId,
    String keyName,
    String lastFour,
    UUID teamId,
    String teamName,
    @Nullable String person,
    boolean streamed,
    @Nullable String finishReason,
    @Nullable String upstreamId,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long cachedTokens,
    @Nullable Long reasoningTokens,
    @Nullable Long audioPromptTokens,
    @Nullable Long audioCompletionTokens,
    @Nullable Long units,
    @Nullable String unit,
    Money held,
    Money cost,
    @Nullable String costSource,
    boolean overrun,
    boolean late,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs,
    @Nullable Long priceId,
    @Nullable Money inputPrice,
    @Nullable Money cachedPrice,
    @Nullable Money cacheWritePrice,
    @Nullable Money outputPrice,
    @Nullable Money unitPrice,
    @Nullable String priceSource,
    int attempts) {
  private static final String GENERATION_PREFIX = "gen-";
  private static final String REQUEST_PREFIX = "req_";

  public String generationId() {
    return GENERATION_PREFIX + hex();
  }

  public String requestId() {
    return REQUEST_PREFIX + hex();
  }

  public @Nullable Refusal refusal() {
    return Refusal.of(refusalJson);
  }

  public @Nullable String shownUnits() {
    return CallUnits.display(units, unit);
  }

  /// As in `$0.04 per image`; null where the price was of tokens alone.
  public @Nullable String shownUnitPrice() {
    return CallUnits.price(unitPrice, unit);
  }

  public boolean isTriedAgain() {
    return attempts > 1;
  }

  public boolean isRefused() {
    return status == CallStatus.REFUSED;
  }

  /// What was held and given back once the cost was known.
  public Money released() {
    return held.minus(cost).max(Money.ZERO);
  }

  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(durationMs);
  }

  public @Nullable String firstByte() {
    return firstByteMs == null ? null : Durations.display(firstByteMs);
  }

  /// Whether the provider reported figures that cannot be true of the call and were not used.
  public boolean isImplausible() {
    return reason != null && reason.endsWith("implausible_usage");
  }

  /// Where the cost comes from, in words.
  public String costExplanation() {
    return switch (costSource == null ? "" : costSource) {
      case "provider" -> "The provider itself named this cost in its answer.";
      case "catalog" -> "What the request took for certain, times the catalogue's prices.";
      case "estimate" ->
          "The provider reported neither a cost nor counts that could be used, so tokens were counted here and priced.";
      default -> "Nothing was charged.";
    };
  }

  private String hex() {
    return id.toString().replace("-", "");
  }
}
