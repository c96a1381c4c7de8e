package ai.nemorouter.demo;

import ai.nemorouter.demo.model.DemoModel;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Writes the demo organization's past so that its books balance: each call names the windows that
/// it counted in, and each window has used what its calls cost together.
@ApplicationScoped
class DemoHistory {
  /// The window of each limit that a call counted in, at the time it began, and what it took of it.
  /// That of the credit is there already.
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

  private static final String CALLS =
      """
      insert into calls (org_id, id, team_id, member_id, key_id, started_at, finished_at, status, sent, http_status, reason,
        refusal, requested_model, model, provider, price_id, streamed, finish_reason, prompt_tokens, completion_tokens,
        cached_tokens, reasoning_tokens, held, cost, cost_source, first_byte_ms, duration_ms)
      select :orgId, c.id, c.team_id, c.member_id, c.key_id, c.started_at, c.finished_at, c.status, c.status <> 'refused',
        c.http_status, c.reason, cast(c.refusal as jsonb), c.model, c.model, 'demo', c.price_id, c.streamed, c.finish_reason,
        c.prompt_tokens, c.completion_tokens, 0, 0, c.held, c.cost, c.cost_source, c.first_byte_ms, c.duration_ms
      from jsonb_to_recordset(cast(:calls as jsonb)) as c (id uuid, team_id uuid, member_id uuid, key_id uuid,
        started_at timestamptz, finished_at timestamptz, status text, http_status int, reason text, refusal text, model text,
        price_id bigint, streamed boolean, finish_reason text, prompt_tokens bigint, completion_tokens bigint, held bigint,
        cost bigint, cost_source text, first_byte_ms int, duration_ms int)
      """;

  private final Session session;

  DemoHistory(Session session) {
    this.session = session;
  }

  /// Where a key stands in the hierarchy.
  record MintedIds(UUID teamId, @Nullable UUID memberId, UUID keyId) {}

  /// In the transaction that the thread is in.
  ///
  /// @param keyIds the id of each key
  /// @param priceIds the price version of each model
  void write(
      UUID orgId,
      Map<DemoKey, MintedIds> keyIds,
      Map<DemoModel, Long> priceIds,
      List<DemoRequest> calls) {
    session.flush();
    writeCalls(orgId, keyIds, priceIds, calls);
    writeWindows(orgId);
    writeSecondAttempts(orgId);
  }

  private void writeCalls(
      UUID orgId,
      Map<DemoKey, MintedIds> keyIds,
      Map<DemoModel, Long> priceIds,
      List<DemoRequest> calls) {
    ArrayNode rows = Json.object().putArray("calls");
    for (DemoRequest call : calls) {
      MintedIds ids = Objects.requireNonNull(keyIds.get(call.key()));
      rows.add(
          row(call)
              .put("team_id", ids.teamId().toString())
              .put("member_id", Objects.toString(ids.memberId(), null))
              .put("key_id", ids.keyId().toString())
              .put("price_id", priceIds.get(call.model())));
    }
    session
        .createNativeMutationQuery(CALLS)
        .setParameter("orgId", orgId)
        .setParameter("calls", Json.write(rows))
        .executeUpdate();
  }

  private static ObjectNode row(DemoRequest call) {
    return Json.object()
        .put("id", Ids.at(call.startedAt()).toString())
        .put("started_at", call.startedAt().toString())
        .put("finished_at", call.startedAt().plusMillis(call.durationMs()).toString())
        .put("status", call.status().column())
        .put("http_status", call.httpStatus())
        .put("reason", call.reason())
        .put("refusal", call.refusal())
        .put("model", call.model().slug())
        .put("streamed", call.streamed())
        .put("finish_reason", call.finishReason())
        .put("prompt_tokens", call.promptTokens())
        .put("completion_tokens", call.completionTokens())
        .put("held", call.held().nanos())
        .put("cost", call.cost().nanos())
        .put("cost_source", call.costSource())
        .put("first_byte_ms", call.firstByteMs())
        .put("duration_ms", call.durationMs());
  }

  /// One statement: the tables are new, so nothing is known of their sizes, and a join of the two
  /// would be planned as if they were empty.
  private void writeWindows(UUID orgId) {
    session.createNativeMutationQuery(WINDOWS).setParameter("orgId", orgId).executeUpdate();
  }

  private void writeSecondAttempts(UUID orgId) {
    UUID[] requests =
        session
            .createNativeQuery(SECOND_ATTEMPTS, UUID.class)
            .setParameter("orgId", orgId)
            .getResultList()
            .toArray(UUID[]::new);
    session
        .createNativeQuery(
            "select count(*) from refresh_requests(array[:orgId], :requests)", Long.class)
        .setParameter("orgId", orgId)
        .setParameter("requests", requests)
        .getSingleResult();
  }
}
