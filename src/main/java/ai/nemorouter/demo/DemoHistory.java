package ai.nemorouter.demo;

import ai.nemorouter.platform.Ids;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// Writes the demo organization's past so that its books balance: each call names the windows that
/// it counted in, and each window has used what its calls cost together.
final class DemoHistory {
  /// The window of each limit that a call counted in, at the time it began, and what it took of it.
  private static final String WINDOWS =
      """
      with counted as materialized (
        select c.id as call_id, l.id as limit_id, l.unit,
          case l.period when 'total' then '-infinity' when 'minute' then s.step
            else date_trunc(l.period, c.started_at, o.timezone) end as starts_at,
          case l.period when 'total' then 'infinity' when 'minute' then s.step + rolling_step() + interval '1 minute'
            else date_add(date_trunc(l.period, c.started_at, o.timezone), ('1 ' || l.period)::interval, o.timezone) end as ends_at,
          case l.unit when 'usd' then c.cost when 'tokens' then coalesce(c.prompt_tokens, 0) + coalesce(c.completion_tokens, 0)
            when 'requests' then c.sent::int else 0 end as taken
        from calls c
        join organization_records o on o.id = c.org_id
        join limits l on l.org_id = c.org_id and l.scope_id in (c.org_id, c.team_id, c.member_id, c.key_id)
          and (l.model is null or l.model = c.model) and (l.provider is null or l.provider = c.provider)
        cross join lateral (select date_bin(rolling_step(), c.started_at, 'epoch'::timestamptz) as step) s
        where c.org_id = :orgId and c.status <> 'refused'),
      made as (
        insert into windows (org_id, limit_id, unit, starts_at, ends_at, used)
        select :orgId, limit_id, unit, starts_at, ends_at, sum(taken) from counted group by 2, 3, 4, 5
        -- That of the credit is there already.
        on conflict (org_id, limit_id, starts_at) do update set used = windows.used + excluded.used
        returning id, limit_id, starts_at),
      ids as (
        select counted.call_id, array_agg(made.id order by made.id) as window_ids
        from counted join made on made.limit_id = counted.limit_id and made.starts_at = counted.starts_at
        group by counted.call_id)
      update calls c set window_ids = ids.window_ids from ids where c.org_id = :orgId and c.id = ids.call_id
      """;

  /// Every fortieth answer or so came with a second attempt: the provider had no room for the
  /// first. A limit of requests counts the request at its first attempt.
  private static final String SECOND_ATTEMPTS =
      """
      with answered as (
        select c.*, row_number() over (order by c.id) as n from calls c where c.org_id = :orgId and c.status = 'ok'),
      chosen as (select * from answered where n % 41 = 7),
      first as (
        insert into attempts (org_id, id, request_id, team_id, member_id, key_id, started_at, finished_at, status, http_status,
          reason, requested_model, model, provider, price_id, streamed, held, window_ids, duration_ms)
        select org_id, id, id, team_id, member_id, key_id, started_at, started_at + interval '140 milliseconds', 'failed', 503,
          'provider_status_503', requested_model, model, provider, price_id, streamed, held, window_ids, 140
        from chosen),
      second as (
        insert into attempts (org_id, id, request_id, team_id, member_id, key_id, started_at, finished_at, status, http_status,
          requested_model, model, provider, price_id, streamed, finish_reason, prompt_tokens, completion_tokens, cached_tokens,
          reasoning_tokens, held, cost, cost_source, first_byte_ms, duration_ms, window_ids)
        select org_id, (left(first_id_of(started_at + interval '145 milliseconds')::text, 24) || right(md5(id::text), 12))::uuid, id,
          team_id, member_id, key_id,
          started_at + interval '145 milliseconds', finished_at, status, http_status, requested_model, model, provider, price_id,
          streamed, finish_reason, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, held, cost, cost_source,
          first_byte_ms, duration_ms,
          array(select w.id from windows w where w.org_id = chosen.org_id and w.id = any(chosen.window_ids) and w.unit <> 'requests')
        from chosen returning request_id)
      select request_id from second
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
            insert into calls (org_id, id, team_id, member_id, key_id, started_at, finished_at, status, sent, http_status, reason,
              refusal, requested_model, model, provider, price_id, streamed, finish_reason, prompt_tokens,
              completion_tokens, cached_tokens, reasoning_tokens, held, cost, cost_source, first_byte_ms, duration_ms)
            values (:orgId, :id, :teamId, :memberId, :keyId, :startedAt, :finishedAt, :status, :status <> 'refused', :httpStatus, :reason,
              cast(:refusal as jsonb), :slug, :slug, 'demo', :priceId, :streamed, :finishReason, :promptTokens,
              :completionTokens, 0, 0, :held, :cost, :costSource, :firstByteMs, :durationMs)
            """);
    for (DemoCall call : calls) {
      MintedIds ids = Objects.requireNonNull(keyIds.get(call.key()));
      batch
          .bind("orgId", orgId)
          .bind("teamId", ids.teamId())
          .bind("memberId", ids.memberId())
          .bind("keyId", ids.keyId())
          .bind("priceId", priceIds.get(call.model()));
      bind(batch, call).add();
    }
    batch.execute();
    writeWindows(handle, orgId);
    writeSecondAttempts(handle, orgId);
  }

  private static void writeSecondAttempts(Handle handle, UUID orgId) {
    UUID[] requests =
        handle
            .createQuery(SECOND_ATTEMPTS)
            .bind("orgId", orgId)
            .mapTo(UUID.class)
            .list()
            .toArray(UUID[]::new);
    handle
        .createQuery("select refresh_requests(array[:orgId], :requests)")
        .bind("orgId", orgId)
        .bind("requests", requests)
        .mapTo(String.class)
        .list();
  }

  /// Where a key stands in the hierarchy.
  record MintedIds(UUID teamId, @Nullable UUID memberId, UUID keyId) {}

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

  /// One statement: the tables are new, so nothing is known of their sizes, and a join of the two
  /// would be planned as if they were empty.
  private static void writeWindows(Handle handle, UUID orgId) {
    handle.createUpdate(WINDOWS).bind("orgId", orgId).execute();
  }
}
