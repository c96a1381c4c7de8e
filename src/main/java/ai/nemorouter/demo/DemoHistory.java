package ai.nemorouter.demo;

import ai.nemorouter.platform.Ids;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Writes the demo organization's past so that its books balance: each call names the windows that
/// it counted in, and each window has used what its calls cost together.
final class DemoHistory {
  /// The window of each limit that a call counted in, at the time it began.
  private static final String COUNTED_IN =
      """
      from calls c
      join organizations o on o.id = c.org_id
      join limits l on l.org_id = c.org_id and l.scope_id in (c.org_id, c.team_id, c.key_id)
        and l.period <> 'minute' and coalesce(l.model, c.model) = c.model and coalesce(l.provider, c.provider) = c.provider
      cross join lateral (
        select case l.period when 'total' then '-infinity' else date_trunc(l.period, c.started_at, o.timezone) end as starts_at,
          case l.period when 'total' then 'infinity' else
            date_add(date_trunc(l.period, c.started_at, o.timezone), ('1 ' || l.period)::interval, o.timezone)
          end as ends_at) b
      """;

  private DemoHistory() {}

  /// @param keyIds the id of each key
  /// @param priceIds the price version of each model
  static void write(
      Handle handle,
      UUID orgId,
      Map<DemoKey, MintedIds> keyIds,
      Map<DemoModel, Long> priceIds,
      List<DemoCall> calls) {
    PreparedBatch batch =
        handle.prepareBatch(
            """
            insert into calls (org_id, id, team_id, key_id, started_at, finished_at, status, sent, http_status, reason,
              refusal, requested_model, model, provider, price_id, streamed, finish_reason, prompt_tokens,
              completion_tokens, cached_tokens, reasoning_tokens, held, cost, cost_source, first_byte_ms, duration_ms)
            values (:orgId, :id, :teamId, :keyId, :startedAt, :finishedAt, :status, :status <> 'refused', :httpStatus, :reason,
              cast(:refusal as jsonb), :slug, :slug, 'demo', :priceId, :streamed, :finishReason, :promptTokens,
              :completionTokens, 0, 0, :held, :cost, :costSource, :firstByteMs, :durationMs)
            """);
    for (DemoCall call : calls) {
      MintedIds ids = Objects.requireNonNull(keyIds.get(call.key()));
      batch
          .bind("orgId", orgId)
          .bind("teamId", ids.teamId())
          .bind("keyId", ids.keyId())
          .bind("priceId", priceIds.get(call.model()));
      bind(batch, call).add();
    }
    batch.execute();
    writeWindows(handle, orgId);
    writeLastUses(handle, orgId);
  }

  /// Where a key stands in the hierarchy.
  record MintedIds(UUID teamId, UUID keyId) {}

  private static PreparedBatch bind(PreparedBatch batch, DemoCall call) {
    return batch
        .bind("id", Ids.at(call.startedAt()))
        .bind("startedAt", call.startedAt())
        .bind("finishedAt", call.startedAt().plusMillis(call.durationMs()))
        .bind("status", call.status().column())
        .bind("httpStatus", call.httpStatus())
        .bind("reason", call.reason())
        .bind("refusal", call.refusal())
        .bind("slug", call.model().slug())
        .bind("streamed", call.streamed())
        .bind("finishReason", call.finishReason())
        .bind("promptTokens", call.promptTokens())
        .bind("completionTokens", call.completionTokens())
        .bind("held", call.held())
        .bind("cost", call.cost())
        .bind("costSource", call.costSource())
        .bind("firstByteMs", call.firstByteMs())
        .bind("durationMs", call.durationMs());
  }

  private static void writeWindows(Handle handle, UUID orgId) {
    handle
        .createUpdate(
            "insert into windows (org_id, limit_id, unit, starts_at, ends_at, used)"
                + " select l.org_id, l.id, l.unit, b.starts_at, b.ends_at, sum(taken_by(c, l.unit)) "
                + COUNTED_IN
                + "where c.org_id = :orgId and c.status <> 'refused' group by 1, 2, 3, 4, 5")
        .bind("orgId", orgId)
        .execute();
    handle
        .createUpdate(
            "update calls set window_ids = counted.ids from ("
                + " select c.id, array_agg(w.id order by w.id) as ids "
                + COUNTED_IN
                + "join windows w on w.org_id = l.org_id and w.limit_id = l.id and w.starts_at = b.starts_at"
                + " where c.org_id = :orgId and c.status <> 'refused' group by c.id) counted"
                + " where calls.org_id = :orgId and calls.id = counted.id")
        .bind("orgId", orgId)
        .execute();
  }

  private static void writeLastUses(Handle handle, UUID orgId) {
    handle
        .createUpdate(
            """
            update keys k set last_used_at = used.at
            from (select key_id, max(started_at) as at from calls where org_id = :orgId group by key_id) used
            where k.org_id = :orgId and k.id = used.key_id
            """)
        .bind("orgId", orgId)
        .execute();
  }
}
