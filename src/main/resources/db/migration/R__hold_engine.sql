-- The hold engine: one call applies a batch of settlements and holds in one transaction (docs/limits.md). Flyway runs this
-- file anew whenever it changes; the function of the same name in V2 is its ancestor.
--
-- Order within a batch: make missing windows; lock every touched window, in the order of its id; book settlements (they
-- free room); decide holds in the order they arrived. A hold is granted on every limit that applies to it, or on none.
-- All locks are taken before holds and calls are touched, so no two batches can deadlock.

drop function if exists apply_batch(text, json, uuid[], uuid[], uuid[], uuid[], bigint[], bigint[], bigint[], bigint[],
                                    text[], text[], text[], bigint[], boolean[], interval);
drop function if exists apply_batch(text, json, uuid[], uuid[], uuid[], uuid[], uuid[], bigint[], bigint[], bigint[], bigint[],
                                    bigint[], bigint[], bigint[], text[], text[], text[], bigint[], boolean[], interval);
drop function if exists apply_batch(text, json, uuid[], uuid[], uuid[], uuid[], uuid[], bigint[], bigint[], bigint[], bigint[],
                                    bigint[], bigint[], bigint[], text[], text[], text[], bigint[], boolean[], text[], boolean[],
                                    interval);
drop function if exists apply_batch(text, json, uuid[], uuid[], uuid[], uuid[], uuid[], bigint[], bigint[], bigint[], bigint[],
                                    bigint[], bigint[], bigint[], text[], text[], text[], bigint[], boolean[], text[], boolean[],
                                    int[], interval);
drop function if exists book_expired(text, int);
drop function if exists keep_holds(uuid[], uuid[], interval);
drop function if exists window_bounds(text, text);

-- A rolling minute is counted in steps: a hold made within a step counts until the step's end and a minute more, so that
-- no 60 seconds, wherever they begin, contain more than the limit allows.
create or replace function rolling_step() returns interval language sql immutable as $$ select interval '5 seconds' $$;

-- The window that now() is in: of a calendar period in the organization's time zone, or the step of a rolling minute.
-- It begins later where the limit was restarted since.
create or replace function window_start(period text, timezone text, restarted_at timestamptz) returns timestamptz
language sql stable as $$
  select case period when 'minute' then date_bin(rolling_step(), now(), 'epoch'::timestamptz)
                     when 'total' then greatest('-infinity'::timestamptz, restarted_at)
                     else greatest(date_trunc(period, now(), timezone), restarted_at) end
$$;
create or replace function first_showing(period text, timezone text, beginning timestamp) returns timestamptz
language sql stable as $$
  select case when date_trunc(period, (beginning at time zone timezone) - interval '1 hour', timezone) = beginning at time zone timezone
              then (beginning at time zone timezone) - interval '1 hour' else beginning at time zone timezone end
$$;
-- Its end. An hour is an hour, also where clocks are set back; and where they are set back over midnight, the new day begins
-- the first time that its date shows.
create or replace function window_end(period text, timezone text) returns timestamptz language sql stable as $$
  select case period when 'minute' then date_bin(rolling_step(), now(), 'epoch'::timestamptz) + rolling_step() + interval '1 minute'
                     when 'total' then 'infinity'::timestamptz
                     when 'hour' then date_trunc(period, now(), timezone) + interval '1 hour'
                     when 'day' then first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 day')
                     when 'week' then first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 week')
                     else first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 month') end
$$;

-- What a limit allows at this moment.
create or replace function effective_amount(l limits) returns bigint language sql stable as $$
  select l.amount + case when l.raised_until > clock_timestamp() then l.raise else 0 end
$$;

-- When a rolling limit will have room for `needed` again, if nothing else is held meanwhile; null if it never can.
create or replace function rolling_reset(p_org uuid, p_limit uuid, p_needed bigint, p_amount bigint) returns timestamptz
language sql stable as $$
  select min(x.ends_at)
    from (select w.ends_at, sum(bounded(w.used) + bounded(w.held)) over (order by w.starts_at desc rows between unbounded preceding and 1 preceding) later
            from windows w where w.org_id = p_org and w.limit_id = p_limit and w.ends_at > now()) x
   where coalesce(x.later, 0) + p_needed <= p_amount
$$;

-- p_settlements: a JSON array of finished attempts (columns of `calls`). One that names a request in `request_id` is a further
-- attempt of it: it becomes a row of `attempts`, and the request's row has the sums. Status 'refused' records a call that held nothing;
-- 'expired' is taken only where the hold's time is over; 'released' is an operator's decision. Reason 'holds_unavailable'
-- records a call that may or may not hold something: its hold is given back, and one that comes later is not granted.
-- p_ids … p_requests: one element per hold; p_requests names the request of a further attempt. It asks for output tokens, from p_least to p_most, which cost
-- p_inputs + tokens × p_rates ÷ 10⁶ nano-US-dollars, rounded up, and p_prompt_tokens + tokens of tokens.
-- The answer has one row per hold, in their order:
--   granted    `amount` may be spent on at most `output_tokens`; the other columns describe the limit whose threshold
--              is crossed, if one is
--   exists     this id holds already      finished   this id is settled already
--   refused    by the limit that the other columns describe; `lasting` if waiting for calls under way cannot help
--   no_credit  the organization has none  otherwise  why the key may not call: key_revoked, secret_ended, …
--   owner_changed  the key is not of the member that was named: ask again with its owner, whose limits are to count
create or replace function apply_batch(
  p_node text, p_settlements json,
  p_ids uuid[], p_orgs uuid[], p_teams uuid[], p_members uuid[], p_keys uuid[],
  p_inputs bigint[], p_rates bigint[], p_least bigint[], p_most bigint[], p_prompt_tokens bigint[],
  p_floors bigint[], p_floor_tokens bigint[],
  p_requested_models text[], p_models text[], p_providers text[], p_prices bigint[], p_streamed boolean[], p_operations text[],
  p_own boolean[], p_secrets int[], p_requests uuid[], p_ttl interval)
returns table (outcome text, amount bigint, output_tokens bigint, scope text, kind text, unit text, period text, model text,
               provider text, limit_amount bigint, used bigint, held bigint, needed bigint, resets_at timestamptz,
               lasting boolean, threshold int)
language plpgsql
-- Callers of this function have no other access to its tables.
security definer set search_path from current
-- Plans are made once, when the tables may be empty. So every look at a table is by key: `= any(array)` or a scalar
-- subquery, never a join whose order the planner could choose to scan `holds` or `calls` with.
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  hold_count int := coalesce(array_length(p_ids, 1), 0);
  settlement_count int := json_array_length(p_settlements);
  first_id uuid; last_id uuid;
  scope_ids uuid[]; current_ids bigint[]; current_scopes uuid[]; some_missing boolean;
  settled_ids uuid[]; settled_orgs uuid[]; expired_ids uuid[]; doubtful_orgs uuid[]; settled_windows bigint[]; found int := 0;
  touched_orgs uuid[] := p_orgs; touched_ids bigint[];
  -- Requests that may have several attempts: those of settlements, those of holds; which settlements are attempts beside
  -- their request's row; and the limits that counted a hold's request at an earlier attempt, each with the request.
  settled_requests uuid[]; further_requests uuid[] := array_remove(p_requests, null); further_ids uuid[]; counted text[];
  -- One element per touched window.
  window_orgs uuid[]; window_ids bigint[]; window_limits limits[]; scopes uuid[]; credit_of uuid[]; units text[];
  models text[]; providers text[]; ends timestamptz[]; allowed bigint[]; used_now bigint[]; rooms bigint[]; crossed int[];
  held_changes bigint[]; used_changes bigint[];
  -- One element per window that settlements change: what they give back, and what they take.
  changed_ids bigint[]; changed_held bigint[]; changed_cost bigint[]; changed_tokens bigint[]; changed_sent bigint[];
  -- One element per hold.
  outcomes text[] := array_fill('granted'::text, array[greatest(hold_count, 1)]);
  amounts bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  outputs bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  needs bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  told_of int[] := array_fill(null::int, array[greatest(hold_count, 1)]);
  told_used bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  told_held bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  told_lasting boolean[] := array_fill(false, array[greatest(hold_count, 1)]);
  hold_windows text[] := array_fill(null::text, array[greatest(hold_count, 1)]);
  hold_amounts text[] := array_fill(null::text, array[greatest(hold_count, 1)]);
  key_ids uuid[]; key_states text[]; key_oldest int[]; key_owners uuid[]; held_ids uuid[]; held_amounts bigint[]; held_outputs bigint[]; finished_ids uuid[];
  positions int[]; applying int[]; position int; at int; affordable bigint; output bigint; need bigint; rank int; worst_rank int;
  worst int; hint int; own_ids bigint[]; own_amounts bigint[]; taken bigint; some_twins boolean; any_told boolean := false;
begin
  -- 1. The current window of each limit in force on the waiting holds' scopes; missing ones are made, on first use.
  if hold_count > 0 then
    select array_agg(distinct x.s) into scope_ids from unnest(p_orgs || p_teams || p_members || p_keys) x(s) where x.s is not null;
    for attempt in 1..10 loop
      select array_agg(c.id), array_agg(c.scope_id), bool_or(c.id is null)
        into current_ids, current_scopes, some_missing
        from (select l.scope_id,
                     (select w.id from windows w where w.org_id = l.org_id and w.limit_id = l.id
                         and w.starts_at = window_start(l.period, (select g.timezone from organizations g where g.id = l.org_id),
                                                        l.restarted_at)) id
                from limits l
               where l.org_id = any(p_orgs) and l.scope_id = any(scope_ids) and l.removed_at is null
                 and (l.model is null or l.model = any(p_models)) and (l.provider is null or l.provider = any(p_providers))) c;
      exit when some_missing is not true;
      -- Never decide without one of the limits: somebody restarts or adds them faster than their windows are made.
      if attempt = 10 then
        raise exception 'the limits change too fast' using errcode = 'serialization_failure';
      end if;
      insert into windows (org_id, limit_id, unit, starts_at, ends_at)
      select l.org_id, l.id, l.unit, window_start(l.period, g.timezone, l.restarted_at), window_end(l.period, g.timezone)
        from limits l
       cross join lateral (select o.timezone from organizations o where o.id = l.org_id) g
       where l.org_id = any(p_orgs) and l.scope_id = any(scope_ids) and l.removed_at is null
         and (l.model is null or l.model = any(p_models)) and (l.provider is null or l.provider = any(p_providers))
       -- In one order for everybody: who makes the same windows at the same time waits, and does not deadlock.
       order by l.id
      on conflict do nothing;
    end loop;
    touched_ids := current_ids;
    select x.i into first_id from unnest(p_ids) x(i) order by x.i limit 1;
    select x.i into last_id from unnest(p_ids) x(i) order by x.i desc limit 1;
    select count(distinct x.i) < hold_count into some_twins from unnest(p_ids) x(i);
  end if;

  -- 2. The windows that settlements change: those of their holds, or of the call that a late one replaces.
  if settlement_count > 0 then
    select array_agg(s.id), array_agg(distinct s.org_id), array_agg(s.id) filter (where s.status = 'expired'),
           array_agg(distinct s.org_id) filter (where s.reason = 'holds_unavailable'),
           array_agg(coalesce(s.request_id, s.id)) filter (where s.request_id is not null or s.status in ('expired', 'released'))
      into settled_ids, settled_orgs, expired_ids, doubtful_orgs, settled_requests
      from json_to_recordset(p_settlements) s(org_id uuid, id uuid, status text, reason text, request_id uuid);
    select array_agg(w), count(distinct x.id) into settled_windows, found
      from (select h.id, unnest(h.window_ids) w from holds h where h.org_id = any(settled_orgs) and h.id = any(settled_ids)) x;
    if found < settlement_count then
      select settled_windows || array_agg(x.w) into settled_windows
        from (select unnest(c.window_ids) w from calls c
               where c.org_id = any(settled_orgs) and c.id = any(settled_ids) and c.status in ('expired', 'released')) x;
      select settled_windows || array_agg(x.w) into settled_windows
        from (select unnest(a.window_ids) w from attempts a
               where a.org_id = any(settled_orgs) and a.id = any(settled_ids) and a.status in ('expired', 'released')) x;
    end if;
    -- The hold of a call that was turned away in doubt may be in a batch that is still on its way. Both need the window of
    -- the credit, so that either the hold is found here, or the record of the call is found there.
    if doubtful_orgs is not null then
      select settled_windows || array_agg(x.w) into settled_windows
        from (select (select w.id from windows w where w.org_id = l.org_id and w.limit_id = l.id order by w.starts_at desc limit 1) w
                from limits l
               where l.org_id = any(doubtful_orgs) and l.scope_id = any(doubtful_orgs) and l.kind = 'credit' and l.removed_at is null) x;
    end if;
    touched_ids := touched_ids || settled_windows;
    touched_orgs := touched_orgs || settled_orgs;
  end if;

  -- 3. Lock all touched windows in one global order. Only then, in a statement of its own that sees what has committed
  --    meanwhile, read the room left in each: a cap lowered while this batch waited for a lock counts. No organization is
  --    without the one window of its credit, so no two batches decide for it at once, even on different steps of a rolling
  --    limit, whose sum no lock on a single step would protect.
  perform w.id from windows w where w.org_id = any(touched_orgs) and w.id = any(touched_ids) order by w.id for no key update;
  select array_agg(q.org_id), array_agg(q.id), array_agg(q.l), array_agg(q.scope_id),
         array_agg(case when (q.l).kind = 'credit' then q.scope_id end), array_agg(q.unit), array_agg((q.l).model),
         array_agg((q.l).provider), array_agg(q.ends_at), array_agg(q.allowed), array_agg(q.used), array_agg(q.allowed - q.used - q.held),
         array_agg(case when q.scope_id is not null then
           (select max(t) from unnest((q.l).alert_at) t where q.used >= ceil(q.allowed::numeric * t / 100) and q.allowed > 0) end),
         array_agg(0::bigint), array_agg(0::bigint)
    into window_orgs, window_ids, window_limits, scopes, credit_of, units, models, providers, ends, allowed, used_now, rooms,
         crossed, held_changes, used_changes
    from (
      select p.org_id, p.id, p.unit, p.ends_at, p.l, p.scope_id, bounded(effective_amount(p.l)) allowed,
             case when p.rolls then (select bounded(sum(r.used)) from windows r
               where r.org_id = p.org_id and r.limit_id = (p.l).id and r.ends_at > now()) else bounded(p.used) end used,
             case when p.rolls then (select bounded(sum(r.held)) from windows r
               where r.org_id = p.org_id and r.limit_id = (p.l).id and r.ends_at > now()) else bounded(p.held) end held
        from (
          select w.org_id, w.id, w.unit, w.ends_at, w.used, w.held, x.l, current_scopes[array_position(current_ids, w.id)] scope_id,
                 (x.l).period = 'minute' and array_position(current_ids, w.id) is not null rolls
            from windows w
           cross join lateral (select (select l from limits l where l.org_id = w.org_id and l.id = w.limit_id) l offset 0) x
           where w.org_id = any(touched_orgs) and w.id = any(touched_ids)) p) q;

  -- 4. Settle: deleting the hold and booking the call are one step, so a second settlement of the same id does nothing.
  if settled_requests is not null then
    -- The first attempt too, if it is booked after another one: it was swept.
    select array_agg(s.id) into further_ids
      from json_to_recordset(p_settlements) s(org_id uuid, id uuid, status text, request_id uuid)
     where s.request_id is not null
        or (s.status in ('expired', 'released') and (select c.id from calls c where c.org_id = s.org_id and c.id = s.id) is not null);
  end if;
  if settlement_count > 0 then
    with s as materialized (
        -- Of two settlements of one call, the first counts.
        select distinct on (s.org_id, s.id) * from rows from (json_to_recordset(p_settlements) as (
          org_id uuid, id uuid, team_id uuid, member_id uuid, key_id uuid, status text, http_status int, reason text,
          refusal jsonb, requested_model text, model text, provider text, price_id bigint, streamed boolean, sent boolean,
          finish_reason text, upstream_id text, prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint,
          cache_write_tokens bigint, cache_write_1h_tokens bigint, reasoning_tokens bigint, audio_prompt_tokens bigint, audio_completion_tokens bigint,
          units bigint, operation text, own_provider boolean, request_id uuid, cost bigint, cost_source text,
          first_byte_ms int, duration_ms int)) with ordinality s
         order by s.org_id, s.id, s.ordinality),
      gone as (
        delete from holds h
         where h.org_id = any(settled_orgs) and h.id = any(settled_ids)
           and (h.expires_at <= now() or not h.id = any(coalesce(expired_ids, '{}')))
           and (further_ids is null or h.id <> all(further_ids))
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
          s.units,
          coalesce(s.operation, 'chat'), coalesce(s.own_provider, false),
          coalesce(gone.amount, 0), coalesce(gone.tokens, 0), s.cost,
          s.cost_source, s.cost > coalesce(gone.amount, s.cost), coalesce(gone.window_ids, '{}'), s.first_byte_ms, s.duration_ms
          from s left join gone on gone.org_id = s.org_id and gone.id = s.id
         where (gone.id is not null or s.status = 'refused' or s.reason = 'holds_unavailable')
           and (further_ids is null or s.id <> all(further_ids))
        on conflict do nothing)
      select array_agg(y.w), array_agg(y.released), array_agg(y.cost), array_agg(y.tokens), array_agg(y.sent), (select count(*) from gone)
        into changed_ids, changed_held, changed_cost, changed_tokens, changed_sent, found
        from (select x.w, bounded(sum(x.released)) released, bounded(sum(x.cost)) cost, bounded(sum(x.tokens)) tokens, sum(x.sent)::bigint sent
                from (select unnest(gone.window_ids) w, unnest(gone.amounts) released, s.cost,
                             coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) tokens, s.sent::int sent
                        from gone join s on s.org_id = gone.org_id and s.id = gone.id) x
               group by x.w) y;
  end if;
  -- Attempts that are rows beside their request's: likewise, and then the requests are summed up from them below. Few batches
  -- have any, and the others stay as short as they are.
  if further_ids is not null then
    with s as materialized (
        select distinct on (s.org_id, s.id) s.*
          from json_populate_recordset(null::attempts, p_settlements) with ordinality s
         where s.id = any(further_ids)
         order by s.org_id, s.id, s.ordinality),
      gone_apart as (
        delete from holds h
         where h.org_id = any(settled_orgs) and h.id = any(further_ids)
           and not (h.expires_at > now() and h.id = any(coalesce(expired_ids, '{}')))
        returning h.org_id, h.id, h.amount, h.prompt_tokens + h.output_tokens tokens, h.window_ids, h.amounts, h.placed_at),
      booked_apart as (
        insert into attempts (org_id, id, request_id, team_id, member_id, key_id, started_at, status, http_status, reason,
          refusal, requested_model, model, provider, price_id, streamed, sent, finish_reason, upstream_id, prompt_tokens,
          completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, audio_prompt_tokens,
          audio_completion_tokens, units, operation, own_provider, held, held_tokens, cost, cost_source,
          overrun, window_ids, first_byte_ms, duration_ms)
        select s.org_id, s.id, coalesce(s.request_id, s.id), s.team_id, s.member_id, s.key_id,
          coalesce(g.placed_at, clock_timestamp() - coalesce(s.duration_ms, 0) * interval '1 millisecond'),
          s.status, s.http_status, s.reason, s.refusal, s.requested_model, s.model, s.provider, s.price_id, s.streamed,
          s.sent, s.finish_reason, s.upstream_id, s.prompt_tokens, s.completion_tokens, s.cached_tokens,
          s.cache_write_tokens, s.cache_write_1h_tokens, s.reasoning_tokens, s.audio_prompt_tokens, s.audio_completion_tokens,
          s.units, coalesce(s.operation, 'chat'), coalesce(s.own_provider, false), coalesce(g.amount, 0), coalesce(g.tokens, 0),
          s.cost, s.cost_source, s.cost > coalesce(g.amount, s.cost), coalesce(g.window_ids, '{}'), s.first_byte_ms, s.duration_ms
          from s left join gone_apart g on g.org_id = s.org_id and g.id = s.id
         where g.id is not null or s.status = 'refused' or s.reason = 'holds_unavailable'
        on conflict do nothing)
      select changed_ids || array_agg(y.w), changed_held || array_agg(y.released), changed_cost || array_agg(y.cost),
             changed_tokens || array_agg(y.tokens), changed_sent || array_agg(y.sent), found + (select count(*) from gone_apart)
        into changed_ids, changed_held, changed_cost, changed_tokens, changed_sent, found
        from (select x.w, bounded(sum(x.released)) released, bounded(sum(x.cost)) cost, bounded(sum(x.tokens)) tokens, sum(x.sent)::bigint sent
                from (select unnest(g.window_ids) w, unnest(g.amounts) released, s.cost,
                             coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) tokens, s.sent::int sent
                        from gone_apart g join s on s.org_id = g.org_id and s.id = g.id) x
               group by x.w) y;
  end if;
  -- A settlement without a hold may be of a call that was swept or released, perhaps while this batch waited for its locks:
  -- it replaces what was booked, and the difference counts.
  if found < settlement_count then
    with late as (
        update calls c
           set status = s.status, http_status = s.http_status, reason = s.reason, finish_reason = s.finish_reason,
               upstream_id = s.upstream_id, sent = s.sent, prompt_tokens = s.prompt_tokens,
               completion_tokens = s.completion_tokens, cached_tokens = s.cached_tokens,
               cache_write_tokens = s.cache_write_tokens, cache_write_1h_tokens = s.cache_write_1h_tokens, reasoning_tokens = s.reasoning_tokens,
               audio_prompt_tokens = s.audio_prompt_tokens, audio_completion_tokens = s.audio_completion_tokens, units = s.units,
               cost = s.cost,
               cost_source = s.cost_source, overrun = s.cost > c.held, late = true, finished_at = now(),
               first_byte_ms = s.first_byte_ms, duration_ms = s.duration_ms
          from (select distinct on (s.org_id, s.id) * from rows from (json_to_recordset(p_settlements) as (
                 org_id uuid, id uuid, status text, http_status int, reason text, finish_reason text, upstream_id text, sent boolean,
                 prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint, cache_write_tokens bigint,
                 cache_write_1h_tokens bigint, reasoning_tokens bigint, audio_prompt_tokens bigint, audio_completion_tokens bigint, units bigint, cost bigint,
                 cost_source text, first_byte_ms int, duration_ms int)) with ordinality s
                 order by s.org_id, s.id, s.ordinality) s,
               (select b.org_id, b.id, b.cost, coalesce(b.prompt_tokens, 0)::numeric + coalesce(b.completion_tokens, 0) tokens, b.sent::int sent
                  from calls b where b.org_id = any(settled_orgs) and b.id = any(settled_ids)
                                 and b.status in ('expired', 'released')) before
         where c.org_id = any(settled_orgs) and c.id = any(settled_ids) and c.status in ('expired', 'released')
           and s.org_id = c.org_id and s.id = c.id and before.org_id = c.org_id and before.id = c.id
           and s.status not in ('expired', 'released', 'refused') and not c.attempts_apart
        returning c.window_ids, s.cost - before.cost cost, s.sent::int - before.sent sent,
                  coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) - before.tokens tokens)
      select changed_ids || array_agg(y.w), changed_held || array_agg(0::bigint), changed_cost || array_agg(y.cost),
             changed_tokens || array_agg(y.tokens), changed_sent || array_agg(y.sent)
        into changed_ids, changed_held, changed_cost, changed_tokens, changed_sent
        from (select x.w, bounded(sum(x.cost)) cost, bounded(sum(x.tokens)) tokens, sum(x.sent)::bigint sent
                from (select unnest(late.window_ids) w, late.cost, late.tokens, late.sent from late) x group by x.w) y;
  end if;
  -- The same where the swept call is one of several attempts.
  if found < settlement_count and exists (select from attempts a where a.org_id = any(settled_orgs) and a.id = any(settled_ids)
                                             and a.status in ('expired', 'released')) then
    with late_apart as (
        update attempts a
           set status = s.status, http_status = s.http_status, reason = s.reason, finish_reason = s.finish_reason,
               upstream_id = s.upstream_id, sent = s.sent, prompt_tokens = s.prompt_tokens,
               completion_tokens = s.completion_tokens, cached_tokens = s.cached_tokens,
               cache_write_tokens = s.cache_write_tokens, cache_write_1h_tokens = s.cache_write_1h_tokens,
               reasoning_tokens = s.reasoning_tokens, audio_prompt_tokens = s.audio_prompt_tokens,
               audio_completion_tokens = s.audio_completion_tokens, units = s.units, cost = s.cost,
               cost_source = s.cost_source, overrun = s.cost > a.held, late = true, finished_at = now(),
               first_byte_ms = s.first_byte_ms, duration_ms = s.duration_ms
          from (select distinct on (s.org_id, s.id) * from json_populate_recordset(null::attempts, p_settlements) with ordinality s
                 order by s.org_id, s.id, s.ordinality) s,
               (select b.org_id, b.id, b.cost, coalesce(b.prompt_tokens, 0)::numeric + coalesce(b.completion_tokens, 0) tokens, b.sent::int sent
                  from attempts b where b.org_id = any(settled_orgs) and b.id = any(settled_ids)) before
         where a.org_id = any(settled_orgs) and a.id = any(settled_ids) and a.status in ('expired', 'released')
           and s.org_id = a.org_id and s.id = a.id and before.org_id = a.org_id and before.id = a.id
           and s.status not in ('expired', 'released', 'refused')
        returning a.request_id, a.window_ids, s.cost - before.cost cost, s.sent::int - before.sent sent,
                  coalesce(s.prompt_tokens, 0)::numeric + coalesce(s.completion_tokens, 0) - before.tokens tokens)
      select changed_ids || array_agg(y.w), changed_held || array_agg(0::bigint), changed_cost || array_agg(y.cost),
             changed_tokens || array_agg(y.tokens), changed_sent || array_agg(y.sent),
             settled_requests || (select array_agg(l.request_id) from late_apart l)
        into changed_ids, changed_held, changed_cost, changed_tokens, changed_sent, settled_requests
        from (select x.w, bounded(sum(x.cost)) cost, bounded(sum(x.tokens)) tokens, sum(x.sent)::bigint sent
                from (select unnest(l.window_ids) w, l.cost, l.tokens, l.sent from late_apart l) x group by x.w) y;
  end if;
  if settled_requests is not null then
    perform refresh_requests(settled_orgs, settled_requests);
  end if;
  for n in 1..coalesce(cardinality(changed_ids), 0) loop
    position := array_position(window_ids, changed_ids[n]);
    if position is null then
      -- Old windows are cleared away. But of a hold that was committed after this batch chose what to lock, none is locked.
      if changed_ids[n] = any(touched_ids) then
        continue;
      end if;
      raise exception 'a hold to be settled was placed meanwhile' using errcode = 'serialization_failure';
    end if;
    taken := case units[position] when 'usd' then changed_cost[n] when 'tokens' then changed_tokens[n]
                                  when 'requests' then changed_sent[n] else 0 end;
    held_changes[position] := held_changes[position] - changed_held[n];
    used_changes[position] := bounded(used_changes[position]::numeric + taken);
    -- What a step of a rolling limit gets back is room of its current step.
    at := position;
    if (window_limits[position]).period = 'minute' and scopes[position] is null and ends[position] > now() then
      for i in 1..array_length(window_ids, 1) loop
        if scopes[i] is not null and (window_limits[i]).id = (window_limits[position]).id then at := i; end if;
      end loop;
    end if;
    rooms[at] := greatest(-8000000000000000000, least(8000000000000000000, rooms[at]::numeric + changed_held[n] - taken));
    used_now[at] := bounded(used_now[at]::numeric + taken);
    if scopes[at] is not null and taken <> 0 then
      crossed[at] := (select max(t) from unnest((window_limits[at]).alert_at) t
                       where used_now[at] >= ceil(allowed[at]::numeric * t / 100) and allowed[at] > 0);
    end if;
  end loop;

  -- 5. Decide each hold. An id seen before gets its old answer before any limit is looked at; whether the key may still
  --    call is read after the locks were won, so a revocation that has committed always counts.
  if hold_count > 0 then
    select array_agg(h.id), array_agg(h.amount), array_agg(h.output_tokens) into held_ids, held_amounts, held_outputs
      from holds h where h.org_id = any(p_orgs) and h.id = any(p_ids);
    select array_agg(c.id) into finished_ids
      from calls c where c.org_id = any(p_orgs) and c.id = any(p_ids) and c.id >= first_id and c.id <= last_id;
    -- A limit of requests counts a request once, however many attempts it takes.
    if cardinality(further_requests) > 0 then
      select finished_ids || array_agg(a.id) into finished_ids from attempts a where a.org_id = any(p_orgs) and a.id = any(p_ids);
      select array_agg(x.request_id::text || y.limit_id) into counted
        from (select c.org_id, c.id request_id, unnest(c.window_ids) window_id from calls c
               where c.org_id = any(p_orgs) and c.id = any(further_requests) and c.sent and not c.attempts_apart
              union all
              select a.org_id, a.request_id, unnest(a.window_ids) from attempts a
               where a.org_id = any(p_orgs) and a.request_id = any(further_requests) and a.sent) x
       cross join lateral (select (select w.limit_id from windows w
                                    where w.org_id = x.org_id and w.id = x.window_id and w.unit = 'requests') limit_id) y
       where y.limit_id is not null;
    end if;
    select array_agg(k.id),
           array_agg(case when (select g.suspended_at from organizations g where g.id = k.org_id) is not null then 'organization_suspended'
                          when (select t.archived_at from teams t where t.org_id = k.org_id and t.id = k.team_id) is not null then 'team_archived'
                          when k.revoked_at is not null then 'key_revoked'
                          when k.disabled_at is not null then 'key_disabled'
                          when k.expires_at <= clock_timestamp() then 'key_expired'
                          else 'live' end),
           -- The oldest of its secrets that is still valid.
           array_agg(k.secret_number - case when k.previous_until > clock_timestamp() then 1 else 0 end),
           array_agg(k.owner_id)
      into key_ids, key_states, key_oldest, key_owners
      from keys k where k.org_id = any(p_orgs) and k.id = any(p_keys);
  end if;
  for i in 1..hold_count loop
    position := array_position(held_ids, p_ids[i]);
    if position is not null then
      outcomes[i] := 'exists';
      amounts[i] := held_amounts[position];
      outputs[i] := held_outputs[position];
      continue;
    end if;
    if some_twins then
      at := array_position(p_ids, p_ids[i]);
      if at < i and outcomes[at] = 'granted' then
        outcomes[i] := 'exists';
        amounts[i] := amounts[at];
        outputs[i] := outputs[at];
        continue;
      end if;
    end if;
    if array_position(finished_ids, p_ids[i]) is not null then
      outcomes[i] := 'finished';
      continue;
    end if;
    position := array_position(key_ids, p_keys[i]);
    if position is null or key_states[position] <> 'live' then
      outcomes[i] := case when position is null then 'key_revoked' else key_states[position] end;
      continue;
    end if;
    if p_secrets[i] < key_oldest[position] then
      outcomes[i] := 'secret_ended';
      continue;
    end if;
    -- The limits of the owner were not looked at.
    if p_members[i] is distinct from key_owners[position] then
      outcomes[i] := 'owner_changed';
      continue;
    end if;
    if array_position(credit_of, p_orgs[i]) is null and not p_own[i] then
      outcomes[i] := 'no_credit';
      continue;
    end if;
    positions := coalesce(array_positions(scopes, p_orgs[i]) || array_positions(scopes, p_teams[i]) || array_positions(scopes, p_keys[i]), '{}');
    if p_members[i] is not null then
      positions := positions || array_positions(scopes, p_members[i]);
    end if;
    -- A person may be a member of several organizations, and each limits its own calls only.
    -- Each limit affords so many output tokens; the fewest decide. Among those that refuse, the one is named whose
    -- refusal lasts longest.
    output := p_most[i];
    worst := null;
    worst_rank := null;
    hint := null;
    applying := '{}';
    -- No window at all is touched where organizations without any limit call providers of their own.
    foreach position in array coalesce(positions, '{}') loop
      continue when window_orgs[position] <> p_orgs[i] or models[position] <> p_models[i] or providers[position] <> p_providers[i];
      -- Who pays the provider itself spends no credit.
      continue when p_own[i] and credit_of[position] is not null;
      if counted is not null and units[position] = 'requests' then
        continue when (p_requests[i]::text || (window_limits[position]).id) = any(counted);
      end if;
      applying := applying || position;
      if units[position] = 'usd' then
        need := p_inputs[i] + ceil(p_least[i]::numeric * p_rates[i] / 1000000);
        affordable := case when rooms[position] < p_inputs[i] then -1
          when p_rates[i] = 0 then p_most[i] * 4
          else least(p_most[i] * 4, floor((rooms[position] - p_inputs[i])::numeric * 1000000 / p_rates[i])) end;
      elsif units[position] = 'tokens' then
        need := p_prompt_tokens[i] + p_least[i];
        affordable := rooms[position] - p_prompt_tokens[i];
      else
        need := 1;
        affordable := case when rooms[position] < 1 then -1 else p_most[i] end;
      end if;
      if affordable < p_least[i] then
        rank := case when units[position] = 'in_flight' then 1
                     when units[position] <> 'usd' then 3
                     when allowed[position] - used_now[position] < need then 4
                     else 2 end;
        if worst is null or (rank, ends[position], -rooms[position], -window_ids[position])
                          > (worst_rank, ends[worst], -rooms[worst], -window_ids[worst]) then
          worst := position;
          worst_rank := rank;
          needs[i] := need;
        end if;
      end if;
      -- Who named no ceiling takes a quarter of what is left at the most: one open call must not refuse all others.
      if p_least[i] < p_most[i] and units[position] in ('usd', 'tokens') then
        affordable := greatest(p_least[i], affordable / 4);
      end if;
      output := least(output, affordable);
      if crossed[position] is not null and (hint is null or crossed[position] > crossed[hint]) then
        hint := position;
      end if;
    end loop;
    if worst is not null then
      outcomes[i] := 'refused';
      told_of[i] := worst;
      told_used[i] := used_now[worst];
      told_held[i] := allowed[worst] - used_now[worst] - rooms[worst];
      told_lasting[i] := allowed[worst] - used_now[worst] < needs[i];
      any_told := true;
      continue;
    end if;
    amounts[i] := p_inputs[i] + ceil(output::numeric * p_rates[i] / 1000000);
    outputs[i] := output;
    own_ids := '{}';
    own_amounts := '{}';
    foreach position in array applying loop
      taken := case units[position] when 'usd' then amounts[i] when 'tokens' then p_prompt_tokens[i] + output else 1 end;
      rooms[position] := rooms[position] - taken;
      held_changes[position] := held_changes[position] + taken;
      own_ids := own_ids || window_ids[position];
      own_amounts := own_amounts || taken;
    end loop;
    hold_windows[i] := own_ids::text;
    hold_amounts[i] := own_amounts::text;
    if hint is not null then
      told_of[i] := hint;
      told_used[i] := used_now[hint];
      told_held[i] := allowed[hint] - used_now[hint] - rooms[hint];
      any_told := true;
    end if;
  end loop;

  -- 6. Write: the holds, then one update per touched window.
  if hold_count > 0 then
    insert into holds (org_id, id, team_id, member_id, key_id, amount, amounts, output_tokens, floor, floor_tokens, window_ids,
                       requested_model, model, provider, price_id, streamed, operation, own_provider, prompt_tokens, request_id, node, placed_at,
                       expires_at)
    select x.o, x.i, x.t, x.mb, x.k, x.a, x.w_a::bigint[], x.out, least(x.f, x.a), x.ft, x.w::bigint[], x.rm, x.m, x.pr, x.price,
           x.st, x.op, x.own, x.pt, x.rq, p_node, clock_timestamp(), clock_timestamp() + p_ttl
      from unnest(p_orgs, p_ids, p_teams, p_members, p_keys, amounts, hold_amounts, outputs, p_floors, p_floor_tokens, hold_windows,
                  p_requested_models, p_models, p_providers, p_prices, p_streamed, p_operations, p_own, p_prompt_tokens, p_requests)
           x(o, i, t, mb, k, a, w_a, out, f, ft, w, rm, m, pr, price, st, op, own, pt, rq)
     where x.w is not null;
  end if;
  update windows w set held = bounded(w.held::numeric + x.h), used = bounded(w.used::numeric + x.u)
    from unnest(window_orgs, window_ids, held_changes, used_changes) x(o, i, h, u)
   where w.org_id = x.o and w.id = x.i and (x.h <> 0 or x.u <> 0);

  -- 7. Answer.
  if any_told then
    return query
      select x.oc, x.a, x.out, (x.l).scope, (x.l).kind, (x.l).unit, (x.l).period, (x.l).model, (x.l).provider, allowed[x.p],
             x.used, x.held, x.need,
             case when (x.l).unit = 'in_flight' then null
                  when (x.l).period = 'minute' then rolling_reset((x.l).org_id, (x.l).id, x.need, allowed[x.p])
                  else ends[x.p] end,
             x.lasting, crossed[x.p]
        from (select u.*, window_limits[u.p] l
                from unnest(outcomes, amounts, outputs, told_of, told_used, told_held, needs, told_lasting)
                     with ordinality u(oc, a, out, p, used, held, need, lasting, n)) x
       order by x.n;
  elsif hold_count > 0 then
    return query
      select x.oc, x.a, x.out, null::text, null::text, null::text, null::text, null::text, null::text, null::bigint,
             null::bigint, null::bigint, null::bigint, null::timestamptz, false, null::int
        from unnest(outcomes, amounts, outputs) with ordinality x(oc, a, out, n) order by x.n;
  end if;
end $$;

-- Ends one hold without the call's own settlement: its record, and what the limits are charged.
create or replace function hold_as_call(h holds, p_status text, p_reason text, p_sent boolean) returns json language sql stable as $$
  select json_build_object(
    'org_id', h.org_id, 'id', h.id, 'request_id', h.request_id, 'team_id', h.team_id, 'member_id', h.member_id, 'key_id', h.key_id,
    'status', p_status, 'reason', p_reason, 'requested_model', h.requested_model, 'model', h.model,
    'provider', h.provider, 'price_id', h.price_id, 'streamed', h.streamed, 'operation', h.operation,
    'own_provider', h.own_provider, 'sent', p_sent,
    'prompt_tokens', case when p_sent then h.floor_tokens end, 'cost', case when p_sent then h.floor else 0 end,
    'cost_source', case when p_sent then 'estimate' end,
    -- What of the floor its tokens do not explain is the price of its units.
    'units', case when p_sent then
      (select greatest(0, div(h.floor::numeric * 1000000 - coalesce(h.floor_tokens, 0)::numeric * p.input, p.unit_price))::bigint
         from prices p where p.id = h.price_id and p.unit_price > 0) end)
$$;

-- Settles without holding anything.
create or replace function settle_only(p_node text, p_settlements json) returns void language sql as $$
  select apply_batch(p_node, p_settlements, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
                     '{}', '{}', '{}', '{}', '{}', '{}', '{}', '0')
$$;

-- The sweep: books holds whose time is over at their known floor. Any node may run it at any time; answers how many it took up.
create or replace function book_expired(p_node text, p_most int) returns int language plpgsql set enable_seqscan = off as $$
declare
  expired json; expired_count int;
begin
  select coalesce(json_agg(hold_as_call(x.h, 'expired', 'gateway_lost', true)), '[]'), count(*) into expired, expired_count
    from (select h from holds h where h.expires_at <= now() order by h.expires_at limit p_most) x;
  if expired_count > 0 then
    perform settle_only(p_node, expired);
  end if;
  return expired_count;
end $$;

-- The sign of life of a node: its holds expire p_ttl from now, p_ids[i] of organization p_orgs[i]; answers how many do. Those
-- that a batch has locked at this moment are passed over, so that this never waits: they are being settled, or have their
-- turn with the next sign. One organization after the other and every look by key, for the reason that stands at apply_batch:
-- thousands of holds come and go between two looks of the planner at this table.
create or replace function keep_holds(p_orgs uuid[], p_ids uuid[], p_ttl interval) returns int language plpgsql
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  of_org uuid; of_holds uuid[]; kept int; total int := 0;
begin
  for of_org, of_holds in select x.o, array_agg(x.i) from unnest(p_orgs, p_ids) x(o, i) group by x.o order by x.o loop
    select array_agg(x.id) into of_holds
      from (select h.id from holds h where h.org_id = of_org and h.id = any(of_holds) for update skip locked) x;
    update holds h set expires_at = clock_timestamp() + p_ttl where h.org_id = of_org and h.id = any(of_holds);
    get diagnostics kept = row_count;
    total := total + kept;
  end loop;
  return total;
end $$;

-- Gives a hold back entirely, at an operator's word; answers whether there was one. Should its call settle after all, that
-- counts as a late settlement.
create or replace function release_hold(p_node text, p_org uuid, p_id uuid) returns boolean language plpgsql as $$
declare
  released json;
begin
  select json_agg(hold_as_call(h, 'released', 'released_by_operator', false)) into released
    from holds h where h.org_id = p_org and h.id = p_id;
  if released is not null then
    perform settle_only(p_node, released);
  end if;
  return released is not null;
end $$;

revoke execute on function apply_batch from public;
grant execute on function apply_batch to nemorouter_gateway, nemorouter_installation;
