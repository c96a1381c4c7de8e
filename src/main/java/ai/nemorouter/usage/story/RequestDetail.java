package ai.nemorouter.usage.story;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.provider.dialect.Operation;
import ai.nemorouter.usage.Durations;
import ai.nemorouter.usage.RequestStatus;
import ai.nemorouter.usage.RequestUnits;
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
public record RequestDetail(
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
    int attempts) {
  /// Up to its `where`; its columns in the order above.
  public static final String SELECT =
      """
      select c.id, c.started_at, c.finished_at, c.status, c.http_status, c.reason, cast(c.refusal as text) as refusal_json,
             c.requested_model, c.model, c.provider, c.operation, c.own_provider, c.key_id, k.name as key_name, k.last_four,
             c.team_id, t.name as team_name, person_charged(c.org_id, c.member_id) as person, c.streamed, c.finish_reason,
             c.upstream_id, c.prompt_tokens, c.completion_tokens, c.cached_tokens, c.reasoning_tokens, c.audio_prompt_tokens,
             c.audio_completion_tokens, c.units, p.unit, c.held, c.cost, c.cost_source, c.overrun, c.late, c.first_byte_ms,
             c.duration_ms, c.attempts
      from calls c
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join team_records t on t.org_id = c.org_id and t.id = c.team_id
      left join prices p on p.id = c.price_id
      """;

  private static final String PLAYGROUND = "playground";
  private static final String GENERATION_PREFIX = "gen-";
  private static final String REQUEST_PREFIX = "req_";
  private static final int SHORT_LENGTH = 8;

  public RequestStatus status() {
    return RequestStatus.of(statusWord).orElseThrow();
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

  public String generationId() {
    return GENERATION_PREFIX + hex();
  }

  public String requestId() {
    return REQUEST_PREFIX + hex();
  }

  /// The end of its name, which tells it from others of that time, as in `req_…8964abcd`.
  public String shortId() {
    String hex = hex();
    return REQUEST_PREFIX + "…" + hex.substring(hex.length() - SHORT_LENGTH);
  }

  public String shownModel() {
    return model == null ? requestedModel : model;
  }

  /// Whether another name was asked for than the model's, as an alias.
  public boolean isRenamed() {
    return model != null && !model.equals(requestedModel);
  }

  public @Nullable Refusal refusal() {
    return Refusal.of(refusalJson);
  }

  /// Where something can be done against the refusal.
  public Refusal.@Nullable Way way() {
    Refusal refused = refusal();
    return refused == null ? null : refused.way(this);
  }

  public @Nullable String shownUnits() {
    return RequestUnits.display(units, unit);
  }

  public boolean isTriedAgain() {
    return attempts > 1;
  }

  public boolean isRefused() {
    return status() == RequestStatus.REFUSED;
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

  /// Whether the provider reported figures that cannot be true of the request and were not used.
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

  private String hex() {
    return id.toString().replace("-", "");
  }
}
