-- What settlements are booked as. Deleting the hold and booking the attempt are one step, so a second settlement of the same id does
-- nothing. All functions of this file assume that apply_batch holds the locks of the windows, except where they say otherwise.

-- The settlements of a batch, in the order of their organizations and ids, and the identifiers in them. Of two settlements of one
-- id the first counts. Reads no table.
create or replace function read_settlements(p_settlements json) returns settlement_batch language plpgsql immutable as $$
declare
  batch settlement_batch; some_twins boolean;
begin
  if json_array_length(p_settlements) = 0 then
    return null;
  end if;
  select array_agg(s order by s.org_id, s.id), array_agg(distinct s.org_id), array_agg(s.id),
         array_agg(s.id) filter (where s.status = 'expired'),
         array_agg(distinct s.org_id) filter (where s.reason = 'holds_unavailable'),
         array_agg(coalesce(s.request_id, s.id)) filter (where s.request_id is not null or s.status in ('expired', 'released')),
         count(distinct s.id) < count(*)
    into batch.settlements, batch.orgs, batch.ids, batch.expired, batch.doubtful, batch.requests, some_twins
    from json_populate_recordset(null::settlement, p_settlements) s;
  if some_twins then
    select array_agg(t order by t.org_id, t.id) into batch.settlements
      from json_populate_recordset(null::settlement, (
        select json_agg(x.value order by x.n)
          from (select distinct on (value ->> 'org_id', value ->> 'id') value, n
                  from json_array_elements(p_settlements) with ordinality e(value, n)
                 order by value ->> 'org_id', value ->> 'id', n) x)) t;
  end if;
  return batch;
end $$;

-- The windows that settlements change: those of their holds, or of the call that a late one replaces. Assumes no locks: it is what
-- is locked next.
create or replace function windows_to_settle(p_batch settlement_batch) returns bigint[] language plpgsql as $$
declare
  windows bigint[]; found_count int;
begin
  if p_batch.settlements is null then
    return null;
  end if;
  select array_agg(x.w), count(distinct x.id) into windows, found_count
    from (select h.id, unnest(h.window_ids) w from holds h where h.org_id = any(p_batch.orgs) and h.id = any(p_batch.ids)) x;
  if found_count < cardinality(p_batch.settlements) then
    select windows || array_agg(x.w) into windows
      from (select unnest(c.window_ids) w from calls c
             where c.org_id = any(p_batch.orgs) and c.id = any(p_batch.ids) and c.status in ('expired', 'released')) x;
    select windows || array_agg(x.w) into windows
      from (select unnest(a.window_ids) w from attempts a
             where a.org_id = any(p_batch.orgs) and a.id = any(p_batch.ids) and a.status in ('expired', 'released')) x;
  end if;
  -- The hold of a call that was turned away in doubt may be in a batch that is still on its way. Both need the window of
  -- the credit, so that either the hold is found here, or the record of the call is found there.
  if p_batch.doubtful is not null then
    select windows || array_agg(x.w) into windows
      from (select (select w.id from windows w where w.org_id = l.org_id and w.limit_id = l.id order by w.starts_at desc limit 1) w
              from limits l
             where l.org_id = any(p_batch.doubtful) and l.scope_id = any(p_batch.doubtful)
               and l.kind = 'credit' and l.removed_at is null) x;
  end if;
  return windows;
end $$;

-- Books attempts whose row is their request's. p_apart are those that have a row of their own. Locks their holds and deletes them.
create or replace function settle_requests(p_batch settlement_batch, p_apart uuid[]) returns settled_attempt[] language plpgsql as $$
declare
  settled settled_attempt[];
begin
  with gone as (
      delete from holds h
       where h.org_id = any(p_batch.orgs) and h.id = any(p_batch.ids)
         and (h.expires_at <= now() or not h.id = any(coalesce(p_batch.expired, '{}')))
         and (p_apart is null or h.id <> all(p_apart))
      returning h.org_id, h.id, h.amount, h.prompt_tokens + h.output_tokens tokens, h.window_ids, h.amounts, h.placed_at),
    booked as (
      insert into calls (org_id, id, team_id, member_id, key_id, started_at, status, http_status, reason, refusal,
        requested_model, model, provider, price_id, streamed, sent, finish_reason, upstream_id, prompt_tokens,
        completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, audio_prompt_tokens,
        audio_completion_tokens, units, operation, own_provider, held, held_tokens, cost, cost_source,
        overrun, window_ids, first_byte_ms, duration_ms)
      select s.org_id, s.id, s.team_id, s.member_id, s.key_id,
        coalesce(gone.placed_at, clock_timestamp() - coalesce(s.duration_ms, 0) * interval '1 millisecond'),
        s.status, s.http_status, s.reason, s.refusal, s.requested_model, s.model, s.provider, s.price_id, s.streamed,
        s.sent, s.finish_reason, s.upstream_id, s.prompt_tokens, s.completion_tokens, s.cached_tokens,
        s.cache_write_tokens, s.cache_write_1h_tokens, s.reasoning_tokens, s.audio_prompt_tokens, s.audio_completion_tokens,
        s.units, coalesce(s.operation, 'chat'), coalesce(s.own_provider, false),
        coalesce(gone.amount, 0), coalesce(gone.tokens, 0), s.cost,
        s.cost_source, s.cost > coalesce(gone.amount, s.cost), coalesce(gone.window_ids, '{}'), s.first_byte_ms, s.duration_ms
        from unnest(p_batch.settlements) s left join gone on gone.org_id = s.org_id and gone.id = s.id
       where (gone.id is not null or s.status = 'refused' or s.reason = 'holds_unavailable')
         and (p_apart is null or s.id <> all(p_apart))
      on conflict do nothing)
    select array_agg(row(gone.window_ids, gone.amounts, s.cost, coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0),
                         s.sent::int, null)::settled_attempt)
      into settled from gone join unnest(p_batch.settlements) s on s.org_id = gone.org_id and s.id = gone.id;
  return settled;
end $$;

-- Books attempts that are rows beside their request's: likewise. Few batches have any, and the others stay as short as they are.
create or replace function settle_attempts(p_batch settlement_batch, p_apart uuid[]) returns settled_attempt[] language plpgsql as $$
declare
  settled settled_attempt[];
begin
  with gone as (
      delete from holds h
       where h.org_id = any(p_batch.orgs) and h.id = any(p_apart)
         and not (h.expires_at > now() and h.id = any(coalesce(p_batch.expired, '{}')))
      returning h.org_id, h.id, h.amount, h.prompt_tokens + h.output_tokens tokens, h.window_ids, h.amounts, h.placed_at),
    booked as (
      insert into attempts (org_id, id, request_id, team_id, member_id, key_id, started_at, status, http_status, reason,
        refusal, requested_model, model, provider, price_id, streamed, sent, finish_reason, upstream_id, prompt_tokens,
        completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, audio_prompt_tokens,
        audio_completion_tokens, units, operation, own_provider, held, held_tokens, cost, cost_source,
        overrun, window_ids, first_byte_ms, duration_ms)
      select s.org_id, s.id, coalesce(s.request_id, s.id), s.team_id, s.member_id, s.key_id,
        coalesce(gone.placed_at, clock_timestamp() - coalesce(s.duration_ms, 0) * interval '1 millisecond'),
        s.status, s.http_status, s.reason, s.refusal, s.requested_model, s.model, s.provider, s.price_id, s.streamed,
        s.sent, s.finish_reason, s.upstream_id, s.prompt_tokens, s.completion_tokens, s.cached_tokens,
        s.cache_write_tokens, s.cache_write_1h_tokens, s.reasoning_tokens, s.audio_prompt_tokens, s.audio_completion_tokens,
        s.units, coalesce(s.operation, 'chat'), coalesce(s.own_provider, false), coalesce(gone.amount, 0), coalesce(gone.tokens, 0),
        s.cost, s.cost_source, s.cost > coalesce(gone.amount, s.cost), coalesce(gone.window_ids, '{}'), s.first_byte_ms, s.duration_ms
        from unnest(p_batch.settlements) s left join gone on gone.org_id = s.org_id and gone.id = s.id
       where s.id = any(p_apart) and (gone.id is not null or s.status = 'refused' or s.reason = 'holds_unavailable')
      on conflict do nothing)
    select array_agg(row(gone.window_ids, gone.amounts, s.cost, coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0),
                         s.sent::int, null)::settled_attempt)
      into settled from gone join unnest(p_batch.settlements) s on s.org_id = gone.org_id and s.id = gone.id;
  return settled;
end $$;

-- A settlement without a hold may be of a call that was swept or released, perhaps while this batch waited for its locks:
-- it replaces what was booked, and the difference counts. Locks the rows that it replaces.
create or replace function settle_late_requests(p_batch settlement_batch) returns settled_attempt[] language plpgsql as $$
declare
  settled settled_attempt[];
begin
  with late as (
      update calls c
         set status = s.status, http_status = s.http_status, reason = s.reason, finish_reason = s.finish_reason,
             upstream_id = s.upstream_id, sent = s.sent, prompt_tokens = s.prompt_tokens,
             completion_tokens = s.completion_tokens, cached_tokens = s.cached_tokens,
             cache_write_tokens = s.cache_write_tokens, cache_write_1h_tokens = s.cache_write_1h_tokens,
             reasoning_tokens = s.reasoning_tokens, audio_prompt_tokens = s.audio_prompt_tokens,
             audio_completion_tokens = s.audio_completion_tokens, units = s.units, cost = s.cost,
             cost_source = s.cost_source, overrun = s.cost > c.held, late = true, finished_at = now(),
             first_byte_ms = s.first_byte_ms, duration_ms = s.duration_ms
        from unnest(p_batch.settlements) s,
             (select b.org_id, b.id, b.cost, coalesce(b.prompt_tokens, 0)::numeric + coalesce(b.completion_tokens, 0) tokens,
                     b.sent::int sent
                from calls b where b.org_id = any(p_batch.orgs) and b.id = any(p_batch.ids)
                               and b.status in ('expired', 'released')) before
       where c.org_id = any(p_batch.orgs) and c.id = any(p_batch.ids) and c.status in ('expired', 'released')
         and s.org_id = c.org_id and s.id = c.id and before.org_id = c.org_id and before.id = c.id
         and s.status not in ('expired', 'released', 'refused') and not c.attempts_apart
      returning c.window_ids, s.cost - before.cost cost, s.sent::int - before.sent sent,
                coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) - before.tokens tokens)
    select array_agg(row(late.window_ids, null, late.cost, late.tokens, late.sent, null)::settled_attempt)
      into settled from late;
  return settled;
end $$;

-- The same where the swept call is one of several attempts. Their requests are to be summed up.
create or replace function settle_late_attempts(p_batch settlement_batch) returns settled_attempt[] language plpgsql as $$
declare
  settled settled_attempt[];
begin
  with late as (
      update attempts a
         set status = s.status, http_status = s.http_status, reason = s.reason, finish_reason = s.finish_reason,
             upstream_id = s.upstream_id, sent = s.sent, prompt_tokens = s.prompt_tokens,
             completion_tokens = s.completion_tokens, cached_tokens = s.cached_tokens,
             cache_write_tokens = s.cache_write_tokens, cache_write_1h_tokens = s.cache_write_1h_tokens,
             reasoning_tokens = s.reasoning_tokens, audio_prompt_tokens = s.audio_prompt_tokens,
             audio_completion_tokens = s.audio_completion_tokens, units = s.units, cost = s.cost,
             cost_source = s.cost_source, overrun = s.cost > a.held, late = true, finished_at = now(),
             first_byte_ms = s.first_byte_ms, duration_ms = s.duration_ms
        from unnest(p_batch.settlements) s,
             (select b.org_id, b.id, b.cost, coalesce(b.prompt_tokens, 0)::numeric + coalesce(b.completion_tokens, 0) tokens,
                     b.sent::int sent
                from attempts b where b.org_id = any(p_batch.orgs) and b.id = any(p_batch.ids)) before
       where a.org_id = any(p_batch.orgs) and a.id = any(p_batch.ids) and a.status in ('expired', 'released')
         and s.org_id = a.org_id and s.id = a.id and before.org_id = a.org_id and before.id = a.id
         and s.status not in ('expired', 'released', 'refused')
      returning a.request_id, a.window_ids, s.cost - before.cost cost, s.sent::int - before.sent sent,
                coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) - before.tokens tokens)
    select array_agg(row(late.window_ids, null, late.cost, late.tokens, late.sent, late.request_id)::settled_attempt)
      into settled from late;
  return settled;
end $$;

-- Books all settlements of a batch, and sums up the requests of several attempts.
create or replace function settle(p_batch settlement_batch) returns settled_attempt[] language plpgsql as $$
declare
  apart uuid[]; settled settled_attempt[]; late settled_attempt[]; requests uuid[] := p_batch.requests;
begin
  if requests is not null then
    -- The first attempt too, if it is booked after another one: it was swept.
    select array_agg(s.id) into apart from unnest(p_batch.settlements) s
     where s.request_id is not null
        or (s.status in ('expired', 'released') and (select c.id from calls c where c.org_id = s.org_id and c.id = s.id) is not null);
  end if;
  settled := settle_requests(p_batch, apart);
  if apart is not null then
    settled := settled || settle_attempts(p_batch, apart);
  end if;
  if coalesce(cardinality(settled), 0) < cardinality(p_batch.settlements) then
    settled := settled || settle_late_requests(p_batch);
    if exists (select from attempts a where a.org_id = any(p_batch.orgs) and a.id = any(p_batch.ids)
                                        and a.status in ('expired', 'released')) then
      late := settle_late_attempts(p_batch);
      settled := settled || late;
      requests := requests || array(select l.request_id from unnest(late) l);
    end if;
  end if;
  if requests is not null then
    perform refresh_requests(p_batch.orgs, requests);
  end if;
  return settled;
end $$;

revoke execute on function read_settlements, windows_to_settle, settle_requests, settle_attempts, settle_late_requests,
  settle_late_attempts, settle from public;

-- Makes the rows of requests from those of their attempts. A request that was its own only attempt until now gets a row for
-- that one first. What became of the request is what became of its last attempt that was not refused.
create or replace function refresh_requests(p_orgs uuid[], p_requests uuid[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  insert into attempts (
    org_id, id, request_id, team_id, member_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
    requested_model, model, provider, price_id, streamed, operation, own_provider, sent, finish_reason, upstream_id,
    prompt_tokens, completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
    audio_prompt_tokens, audio_completion_tokens, units, held, held_tokens, cost, cost_source, overrun, late, window_ids,
    first_byte_ms, duration_ms)
  select c.org_id, c.id, c.id, c.team_id, c.member_id, c.key_id, c.started_at, c.finished_at, c.status, c.http_status,
         c.reason, c.refusal, c.requested_model, c.model, c.provider, c.price_id, c.streamed, c.operation, c.own_provider, c.sent,
         c.finish_reason, c.upstream_id, c.prompt_tokens, c.completion_tokens, c.cached_tokens, c.cache_write_tokens,
         c.cache_write_1h_tokens, c.reasoning_tokens, c.audio_prompt_tokens, c.audio_completion_tokens, c.units, c.held,
         c.held_tokens, c.cost, c.cost_source, c.overrun, c.late, c.window_ids, c.first_byte_ms, c.duration_ms
    from calls c
   where c.org_id = any(p_orgs) and c.id = any(p_requests) and not c.attempts_apart
     and exists (select from attempts a where a.org_id = c.org_id and a.request_id = c.id)
  on conflict do nothing;

  insert into calls as c (
    org_id, id, team_id, member_id, key_id, started_at, finished_at, status, http_status, reason, refusal, requested_model,
    model, provider, price_id, streamed, operation, own_provider, sent, finish_reason, upstream_id, prompt_tokens,
    completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, audio_prompt_tokens,
    audio_completion_tokens, units, held, held_tokens, cost, cost_source, overrun, late, window_ids, first_byte_ms,
    duration_ms, attempts, attempts_apart)
  select s.org_id, s.request_id, (s.last).team_id, (s.last).member_id, (s.last).key_id, s.started_at, s.finished_at,
         (s.last).status, (s.last).http_status, (s.last).reason, (s.last).refusal, (s.last).requested_model,
         (s.last).model, (s.last).provider, (s.last).price_id, (s.last).streamed, (s.last).operation, (s.last).own_provider, s.sent,
         (s.last).finish_reason, (s.last).upstream_id, bounded(s.prompt_tokens), bounded(s.completion_tokens),
         bounded(s.cached_tokens), bounded(s.cache_write_tokens), bounded(s.cache_write_1h_tokens),
         bounded(s.reasoning_tokens), bounded(s.audio_prompt_tokens), bounded(s.audio_completion_tokens), bounded(s.units),
         bounded(s.held), bounded(s.held_tokens), bounded(s.cost), s.cost_source, s.overrun, s.late,
         array(select distinct w from attempts a cross join lateral unnest(a.window_ids) w
                where a.org_id = s.org_id and a.request_id = s.request_id),
         (s.last).first_byte_ms, s.duration_ms, s.attempts, true
    from (select a.org_id, a.request_id, count(*) attempts, min(a.started_at) started_at, max(a.finished_at) finished_at,
                 (array_agg(a order by (a.status <> 'refused') desc, a.id desc))[1] as last,
                 bool_or(a.sent) sent, sum(a.prompt_tokens) prompt_tokens, sum(a.completion_tokens) completion_tokens,
                 sum(a.cached_tokens) cached_tokens, sum(a.cache_write_tokens) cache_write_tokens,
                 sum(a.cache_write_1h_tokens) cache_write_1h_tokens, sum(a.reasoning_tokens) reasoning_tokens,
                 sum(a.audio_prompt_tokens) audio_prompt_tokens, sum(a.audio_completion_tokens) audio_completion_tokens,
                 sum(a.units) units, sum(a.held) held, sum(a.held_tokens) held_tokens, sum(a.cost) cost,
                 -- A sum is as certain as its least certain part.
                 case when bool_or(a.cost_source = 'estimate') then 'estimate'
                      when bool_or(a.cost_source = 'catalog') then 'catalog' else max(a.cost_source) end cost_source,
                 bool_or(a.overrun) overrun, bool_or(a.late) late, max(a.duration_ms) duration_ms
            from attempts a where a.org_id = any(p_orgs) and a.request_id = any(p_requests)
           group by a.org_id, a.request_id) s
  on conflict (org_id, id) do update
     set team_id = excluded.team_id, member_id = excluded.member_id, started_at = excluded.started_at,
         finished_at = excluded.finished_at, status = excluded.status, http_status = excluded.http_status,
         reason = excluded.reason, refusal = excluded.refusal, model = excluded.model, provider = excluded.provider,
         price_id = excluded.price_id, own_provider = excluded.own_provider, sent = excluded.sent,
         finish_reason = excluded.finish_reason, upstream_id = excluded.upstream_id, prompt_tokens = excluded.prompt_tokens,
         completion_tokens = excluded.completion_tokens, cached_tokens = excluded.cached_tokens,
         cache_write_tokens = excluded.cache_write_tokens, cache_write_1h_tokens = excluded.cache_write_1h_tokens,
         reasoning_tokens = excluded.reasoning_tokens, audio_prompt_tokens = excluded.audio_prompt_tokens,
         audio_completion_tokens = excluded.audio_completion_tokens, units = excluded.units, held = excluded.held,
         held_tokens = excluded.held_tokens, cost = excluded.cost, cost_source = excluded.cost_source,
         overrun = excluded.overrun, late = excluded.late, window_ids = excluded.window_ids,
         first_byte_ms = excluded.first_byte_ms, duration_ms = excluded.duration_ms, attempts = excluded.attempts,
         attempts_apart = true;
end $$;
revoke execute on function refresh_requests from public;
grant execute on function refresh_requests to nemorouter_installation;
