package ai.nemorouter.usage;

import ai.nemorouter.money.Money;
import ai.nemorouter.provider.dialect.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request as one line of a list, as `SELECT` reads it.
///
/// @param statusWord as the database has it, like `operationWord`
/// @param unit what `units` counts, as in `image`
/// @param heldNanos in nano-dollars, like `costNanos`
/// @param attempts how many it took
/// @param ownProvider whether the organization paid its provider itself
public record RequestRow(
    UUID id,
    Instant startedAt,
    String statusWord,
    @Nullable String reason,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    String operationWord,
    UUID keyId,
    String keyName,
    UUID teamId,
    String teamName,
    @Nullable Long promptTokens,
    @Nullable Long completionTokens,
    @Nullable Long units,
    @Nullable String unit,
    long heldNanos,
    long costNanos,
    @Nullable String costSource,
    boolean ownProvider,
    boolean streamed,
    @Nullable Integer durationMs,
    int attempts) {
  /// Up to its `where`; its columns in the order above.
  static final String SELECT =
      """
      select c.id, c.started_at, c.status, c.reason, c.requested_model, c.model, c.provider, c.operation,
             c.key_id, k.name as key_name, c.team_id, t.name as team_name, c.prompt_tokens, c.completion_tokens, c.units, p.unit, c.held,
             c.cost, c.cost_source, c.own_provider, c.streamed, c.duration_ms, c.attempts
      from calls c
      left join prices p on p.id = c.price_id
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join team_records t on t.org_id = c.org_id and t.id = c.team_id
      """;

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

  /// Why it was refused or failed, as in `Key revoked`; null where nothing is noted.
  public @Nullable String shownReason() {
    return reason == null || reason.isEmpty() ? null : RequestReasons.words(reason);
  }

  /// Whether it came after that one.
  public boolean isAfter(UUID other) {
    return id.toString().compareTo(other.toString()) > 0;
  }

  public String shownModel() {
    return model == null ? requestedModel : model;
  }

  public boolean isChat() {
    return operation() == Operation.CHAT;
  }

  public @Nullable String shownUnits() {
    return RequestUnits.display(units, unit);
  }

  public boolean isEstimated() {
    return "estimate".equals(costSource);
  }

  public @Nullable String duration() {
    return durationMs == null ? null : Durations.display(durationMs);
  }
}
