package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Json;
import ai.nemorouter.provider.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything that is on record about one request, as `SELECT` reads it: words as the database has
/// them, money in nano-dollars. Tokens, what was held and the cost are the sums of its attempts.
///
/// @param heldNanos what was reserved before the request left
/// @param person who owned the key then, by name and address, members or not; null for a service
///   key
/// @param attempts how many it took
/// @param unit what `units` counts, as in `image`
/// @param ownProvider whether the organization paid its provider itself
/// @param inputNanos the price of a million input tokens at that time; null where none was used
/// @param unitNanos the price of a million units; null where the price is of tokens alone
public record CallDetail(
    UUID id,
    Instant startedAt,
    Instant finishedAt,
    String statusWord,
    @Nullable Integer httpStatus,
    @Nullable String reason,
    @Nullable String refusalJson,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    String operationWord,
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
    long heldNanos,
    long costNanos,
    @Nullable String costSource,
    boolean overrun,
    boolean late,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs,
    @Nullable Long priceId,
    @Nullable Long inputNanos,
    @Nullable Long cachedNanos,
    @Nullable Long cacheWriteNanos,
    @Nullable Long outputNanos,
    @Nullable Long unitNanos,
    @Nullable String priceSource,
    int attempts) {
  /// Up to its `where`; its columns in the order above.
  static final String SELECT =
      """
      select c.id, c.started_at, c.finished_at, c.status, c.http_status, c.reason, cast(c.refusal as text) as refusal_json,
             c.requested_model, c.model, c.provider, c.operation, c.own_provider, c.key_id, k.name as key_name, k.last_four,
             c.team_id, t.name as team_name, person_charged(c.org_id, c.member_id) as person, c.streamed, c.finish_reason,
             c.upstream_id, c.prompt_tokens, c.completion_tokens, c.cached_tokens, c.reasoning_tokens, c.audio_prompt_tokens,
             c.audio_completion_tokens, c.units, p.unit, c.held, c.cost, c.cost_source, c.overrun, c.late, c.first_byte_ms,
             c.duration_ms, c.price_id, p.input, p.cached_input, p.cache_write, p.output, p.unit_price,
             p.source as price_source, c.attempts
      from calls c
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join team_records t on t.org_id = c.org_id and t.id = c.team_id
      left join prices p on p.id = c.price_id
      """;

  private static final String PLAYGROUND = "playground";
  private static final String GENERATION_PREFIX = "gen-";
  private static final String REQUEST_PREFIX = "req_";

  public CallStatus status() {
    return CallStatus.of(statusWord).orElseThrow();
  }

  public Operation operation() {
    return Operation.of(operationWord);
  }

  public Money held() {
    return Money.ofNanos(heldNanos);
  }

  public Money cost() {
    return Money.ofNanos(costNanos);
  }

  public @Nullable Money inputPrice() {
    return price(inputNanos);
  }

  public @Nullable Money cachedPrice() {
    return price(cachedNanos);
  }

  public @Nullable Money cacheWritePrice() {
    return price(cacheWriteNanos);
  }

  public @Nullable Money outputPrice() {
    return price(outputNanos);
  }

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
    return CallUnits.price(price(unitNanos), unit);
  }

  public boolean isTriedAgain() {
    return attempts > 1;
  }

  public boolean isRefused() {
    return status() == CallStatus.REFUSED;
  }

  /// What was held and given back once the cost was known.
  public Money released() {
    return held().minus(cost()).max(Money.ZERO);
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

  /// Whether a person sent it from the console.
  public boolean isOfPlayground() {
    return PLAYGROUND.equals(reason)
        || (refusalJson != null
            && Json.parseObject(refusalJson.getBytes(StandardCharsets.UTF_8))
                .path("sent_from")
                .asText()
                .equals(PLAYGROUND));
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

  private static @Nullable Money price(@Nullable Long nanos) {
    return nanos == null ? null : Money.ofNanos(nanos);
  }

  private String hex() {
    return id.toString().replace("-", "");
  }
}
