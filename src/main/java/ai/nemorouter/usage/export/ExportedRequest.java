package ai.nemorouter.usage.export;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.text.Csv;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request as one line of a file, as `SELECT` reads it.
///
/// @param person who owned the key when it was charged
/// @param costNanos in nano-dollars
public record ExportedRequest(
    UUID id,
    Instant startedAt,
    String status,
    @Nullable String reason,
    @Nullable Integer httpStatus,
    String operation,
    String requestedModel,
    @Nullable String model,
    @Nullable String provider,
    boolean ownProvider,
    UUID keyId,
    String keyName,
    UUID teamId,
    String teamName,
    @Nullable String person,
    @Nullable Long promptTokens,
    @Nullable Long cachedTokens,
    @Nullable Long completionTokens,
    @Nullable Long reasoningTokens,
    @Nullable Long units,
    @Nullable String unit,
    long costNanos,
    @Nullable String costSource,
    boolean streamed,
    int attempts,
    @Nullable Integer firstByteMs,
    @Nullable Integer durationMs,
    @Nullable String finishReason,
    @Nullable String upstreamId) {
  /// Up to its `where`; its columns in the order above.
  static final String SELECT =
      """
      select c.id, c.started_at, c.status, c.reason, c.http_status, c.operation, c.requested_model, c.model, c.provider,
             c.own_provider, c.key_id, k.name as key_name, c.team_id, t.name as team_name,
             person_charged(c.org_id, c.member_id) as person, c.prompt_tokens, c.cached_tokens, c.completion_tokens,
             c.reasoning_tokens, c.units, p.unit, c.cost, c.cost_source, c.streamed, c.attempts, c.first_byte_ms,
             c.duration_ms, c.finish_reason, c.upstream_id
      from calls c
      left join prices p on p.id = c.price_id
      join key_records k on k.org_id = c.org_id and k.id = c.key_id
      join team_records t on t.org_id = c.org_id and t.id = c.team_id
      """;

  public static final String HEADER =
      "time,request_id,status,reason,http_status,operation,requested_model,model,provider,"
          + "own_provider,key,key_id,team,team_id,member,"
          + "prompt_tokens,cached_tokens,completion_tokens,reasoning_tokens,units,unit,"
          + "cost_usd,cost_source,streamed,attempts,"
          + "first_byte_ms,duration_ms,finish_reason,upstream_id\r\n";

  /// Numbers stand bare, so that a spreadsheet adds them up; all else is text.
  public String line() {
    return Stream.of(
            cell(startedAt),
            cell("req_" + id.toString().replace("-", "")),
            cell(status),
            cell(reason),
            cell(httpStatus),
            cell(operation),
            cell(requestedModel),
            cell(model),
            cell(provider),
            cell(ownProvider),
            cell(keyName),
            cell(keyId),
            cell(teamName),
            cell(teamId),
            cell(person),
            cell(promptTokens),
            cell(cachedTokens),
            cell(completionTokens),
            cell(reasoningTokens),
            cell(units),
            cell(unit),
            cell(Money.ofNanos(costNanos)),
            cell(costSource),
            cell(streamed),
            cell(attempts),
            cell(firstByteMs),
            cell(durationMs),
            cell(finishReason),
            cell(upstreamId))
        .collect(Csv.LINE);
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return switch (value) {
      case Money money -> money.plain();
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> Csv.cell(value.toString());
    };
  }
}
