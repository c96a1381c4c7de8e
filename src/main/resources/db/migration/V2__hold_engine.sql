-- The hold engine: one call applies a batch of settlements and holds in one transaction (docs/architecture.md, "Hold and settle").
--
-- Order within a batch: make missing windows, lock every touched window in the order of its id, book settlements (they
-- free room), then decide holds in the order they arrived. A hold is granted on all limits of its organization, team and
-- key, or on none. Windows are locked before holds and calls are touched, so no two batches can deadlock.

-- Start and end of the period that now() is in, in the organization's time zone.
create function window_bounds(period text, timezone text) returns table (starts_at timestamptz, ends_at timestamptz)
language sql stable as $$
  select case when period = 'total' then '-infinity'::timestamptz
              else date_trunc(period, now(), timezone) end,
         case when period = 'total' then 'infinity'::timestamptz
              else (date_trunc(period, now() at time zone timezone) + ('1 ' || period)::interval) at time zone timezone end
$$;

-- p_settlements: a JSON array of finished calls (columns of `calls`). Status 'refused' records a call that held nothing;
-- 'expired' is taken only where the hold's time is over. p_ids … p_ttls: one element per hold.
-- The answer has one row per hold, in their order:
--   granted    `amount` may be spent           exists    this id holds already, `amount` is what it holds
--   finished   this id is settled already      refused   by the limit that the other columns describe
--   no_credit  the organization has none       otherwise why the key may not call: key_revoked, key_expired, …
create function apply_batch(
  p_node text, p_settlements json,
  p_ids uuid[], p_orgs uuid[], p_teams uuid[], p_keys uuid[],
  p_least bigint[], p_most bigint[], p_floors bigint[], p_prompt_tokens bigint[],
  p_requested_models text[], p_models text[], p_providers text[], p_prices bigint[], p_streamed boolean[], p_ttls interval)
returns table (outcome text, amount bigint, scope text, kind text, period text,
               limit_amount bigint, used bigint, held bigint, resets_at timestamptz)
language plpgsql
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
  scope_ids uuid[]; current_ids bigint[]; current_scopes uuid[]; current_kinds text[]; some_missing boolean;
  settled_ids uuid[]; settled_orgs uuid[]; expired_ids uuid[]; settled_windows bigint[]; found int := 0;
  touched_orgs uuid[] := p_orgs; touched_ids bigint[];
  window_orgs uuid[]; window_ids bigint[]; scopes uuid[]; credit_of uuid[]; rooms bigint[];
  held_changes bigint[]; used_changes bigint[];
  key_ids uuid[]; key_states text[];
  held_ids uuid[]; held_amounts bigint[]; finished_ids uuid[];
  outcomes text[] := array_fill('granted'::text, array[greatest(hold_count, 1)]);
  amounts bigint[] := array_fill(0::bigint, array[greatest(hold_count, 1)]);
  refused_by bigint[] := array_fill(null::bigint, array[greatest(hold_count, 1)]);
  hold_windows text[] := array_fill(null::text, array[greatest(hold_count, 1)]);
  positions int[]; position int; tightest int; own_ids bigint[]; change record; any_refused boolean := false;
begin
  -- 1. The current window of each limit in force on the waiting holds' scopes; missing ones are made, on first use.
  if hold_count > 0 then
    select array_agg(distinct x.s) into scope_ids from unnest(p_orgs || p_teams || p_keys) x(s);
    for attempt in 1..2 loop
      select array_agg(c.id), array_agg(c.scope_id), array_agg(c.kind), bool_or(c.id is null)
        into current_ids, current_scopes, current_kinds, some_missing
        from (select l.scope_id, l.kind,
                     (select w.id from windows w where w.org_id = l.org_id and w.limit_id = l.id
                         and w.starts_at = case when l.period = 'total' then '-infinity'::timestamptz
                             else date_trunc(l.period, now(), (select g.timezone from organizations g where g.id = l.org_id)) end) id
                from limits l
               where l.org_id = any(p_orgs) and l.scope_id = any(scope_ids) and l.removed_at is null) c;
      exit when some_missing is not true;
      insert into windows (org_id, limit_id, starts_at, ends_at)
      select l.org_id, l.id, b.starts_at, b.ends_at
        from limits l
       cross join lateral window_bounds(l.period, (select g.timezone from organizations g where g.id = l.org_id)) b
       where l.org_id = any(p_orgs) and l.scope_id = any(scope_ids) and l.removed_at is null
       -- In one order for everybody: who makes the same windows at the same time waits, and does not deadlock.
       order by l.id
      on conflict do nothing;
    end loop;
    touched_ids := current_ids;
  end if;

  -- 2. The windows that settlements change: those of their holds, or of the expired call that a late one replaces.
  if settlement_count > 0 then
    select array_agg(s.id), array_agg(distinct s.org_id), array_agg(s.id) filter (where s.status = 'expired')
      into settled_ids, settled_orgs, expired_ids
      from json_to_recordset(p_settlements) s(org_id uuid, id uuid, status text);
    select array_agg(w), count(distinct x.id) into settled_windows, found
      from (select h.id, unnest(h.window_ids) w from holds h where h.org_id = any(settled_orgs) and h.id = any(settled_ids)) x;
    if found < settlement_count then
      select settled_windows || array_agg(x.w) into settled_windows
        from (select unnest(c.window_ids) w from calls c
               where c.org_id = any(settled_orgs) and c.id = any(settled_ids) and c.status = 'expired') x;
    end if;
    touched_ids := touched_ids || settled_windows;
    touched_orgs := touched_orgs || settled_orgs;
  end if;

  -- 3. Lock all touched windows in one global order. Only then, in a statement of its own that sees what has committed
  --    meanwhile, read the room left in each: a cap lowered while this batch waited for a lock counts.
  perform w.id from windows w where w.org_id = any(touched_orgs) and w.id = any(touched_ids) order by w.id for no key update;
  select array_agg(q.org_id), array_agg(q.id), array_agg(current_scopes[q.current]),
         array_agg(case when current_kinds[q.current] = 'credit' then q.org_id end),
         array_agg(q.limit_amount - q.used - q.held), array_agg(0::bigint), array_agg(0::bigint)
    into window_orgs, window_ids, scopes, credit_of, rooms, held_changes, used_changes
    from (
      select w.org_id, w.id, w.used, w.held, array_position(current_ids, w.id) current,
             (select l.amount from limits l where l.org_id = w.org_id and l.id = w.limit_id) limit_amount
        from windows w
       where w.org_id = any(touched_orgs) and w.id = any(touched_ids)) q;

  -- 4. Settle: deleting the hold and booking the call are one step, so a second settlement of the same id does nothing.
  if settlement_count > 0 then
    for change in
      with s as materialized (
        select * from json_to_recordset(p_settlements) s(
          org_id uuid, id uuid, team_id uuid, key_id uuid, started_at timestamptz, status text, http_status int, reason text,
          refusal jsonb, requested_model text, model text, provider text, price_id bigint, streamed boolean,
          finish_reason text, upstream_id text, prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint,
          reasoning_tokens bigint, cost bigint, cost_source text, first_byte_ms int, duration_ms int)),
      gone as (
        delete from holds h
         where h.org_id = any(settled_orgs) and h.id = any(settled_ids)
           and (h.expires_at <= now() or not h.id = any(coalesce(expired_ids, '{}')))
        returning h.org_id, h.id, h.amount, h.window_ids),
      booked as (
        insert into calls (org_id, id, team_id, key_id, started_at, status, http_status, reason, refusal, requested_model,
          model, provider, price_id, streamed, finish_reason, upstream_id, prompt_tokens, completion_tokens, cached_tokens,
          reasoning_tokens, held, cost, cost_source, overrun, window_ids, first_byte_ms, duration_ms)
        select s.org_id, s.id, s.team_id, s.key_id, s.started_at, s.status, s.http_status, s.reason, s.refusal,
          s.requested_model, s.model, s.provider, s.price_id, s.streamed, s.finish_reason, s.upstream_id, s.prompt_tokens,
          s.completion_tokens, s.cached_tokens, s.reasoning_tokens, coalesce(gone.amount, 0), s.cost, s.cost_source,
          s.cost > coalesce(gone.amount, s.cost), coalesce(gone.window_ids, '{}'), s.first_byte_ms, s.duration_ms
          from s left join gone on gone.id = s.id
         where gone.id is not null or s.status = 'refused'
        on conflict do nothing)
      select x.w, sum(x.amount)::bigint released, sum(x.cost)::bigint cost
        from (select unnest(gone.window_ids) w, gone.amount, s.cost from gone join s on s.id = gone.id) x
       group by x.w
    loop
      position := array_position(window_ids, change.w);
      held_changes[position] := held_changes[position] - change.released;
      used_changes[position] := used_changes[position] + change.cost;
      rooms[position] := rooms[position] + change.released - change.cost;
    end loop;
  end if;
  -- A settlement without a hold may be of a call that was swept: it replaces what was booked, and the difference counts.
  if found < settlement_count then
    for change in
      with late as (
        update calls c
           set status = s.status, http_status = s.http_status, reason = s.reason, finish_reason = s.finish_reason,
               upstream_id = s.upstream_id, prompt_tokens = s.prompt_tokens, completion_tokens = s.completion_tokens,
               cached_tokens = s.cached_tokens, reasoning_tokens = s.reasoning_tokens, cost = s.cost,
               cost_source = s.cost_source, overrun = s.cost > c.held, late = true, finished_at = now(),
               first_byte_ms = s.first_byte_ms, duration_ms = s.duration_ms
          from json_to_recordset(p_settlements) s(
                 id uuid, status text, http_status int, reason text, finish_reason text, upstream_id text,
                 prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint, reasoning_tokens bigint, cost bigint,
                 cost_source text, first_byte_ms int, duration_ms int),
               (select b.id, b.cost from calls b
                 where b.org_id = any(settled_orgs) and b.id = any(settled_ids) and b.status = 'expired') before
         where c.org_id = any(settled_orgs) and c.id = any(settled_ids) and c.status = 'expired'
           and s.id = c.id and before.id = c.id and s.status not in ('expired', 'refused')
        returning c.window_ids, s.cost - before.cost difference)
      select x.w, sum(x.difference)::bigint cost from (select unnest(late.window_ids) w, late.difference from late) x group by x.w
    loop
      position := array_position(window_ids, change.w);
      used_changes[position] := used_changes[position] + change.cost;
      rooms[position] := rooms[position] - change.cost;
    end loop;
  end if;

  -- 5. Decide each hold. An id seen before gets its old answer before any limit is looked at; whether the key may still
  --    call is read after the locks were won, so a revocation that has committed always counts.
  if hold_count > 0 then
    select array_agg(h.id), array_agg(h.amount) into held_ids, held_amounts
      from holds h where h.org_id = any(p_orgs) and h.id = any(p_ids);
    select array_agg(c.id) into finished_ids from calls c where c.org_id = any(p_orgs) and c.id = any(p_ids);
    select array_agg(k.id),
           array_agg(case when (select g.suspended_at from organizations g where g.id = k.org_id) is not null then 'organization_suspended'
                          when (select t.archived_at from teams t where t.org_id = k.org_id and t.id = k.team_id) is not null then 'team_archived'
                          when k.revoked_at is not null then 'key_revoked'
                          when k.disabled_at is not null then 'key_disabled'
                          when k.expires_at <= clock_timestamp() then 'key_expired'
                          else 'live' end)
      into key_ids, key_states
      from keys k where k.org_id = any(p_orgs) and k.id = any(p_keys);
  end if;
  for i in 1..hold_count loop
    position := array_position(held_ids, p_ids[i]);
    if position is not null then
      outcomes[i] := 'exists';
      amounts[i] := held_amounts[position];
      continue;
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
    if array_position(credit_of, p_orgs[i]) is null then
      outcomes[i] := 'no_credit';
      continue;
    end if;
    positions := array_positions(scopes, p_orgs[i]) || array_positions(scopes, p_teams[i]) || array_positions(scopes, p_keys[i]);
    tightest := positions[1];
    foreach position in array positions loop
      if rooms[position] < rooms[tightest] then
        tightest := position;
      end if;
    end loop;
    if rooms[tightest] < p_least[i] then
      outcomes[i] := 'refused';
      refused_by[i] := window_ids[tightest];
      any_refused := true;
      continue;
    end if;
    amounts[i] := least(p_most[i], rooms[tightest]);
    own_ids := '{}';
    foreach position in array positions loop
      rooms[position] := rooms[position] - amounts[i];
      held_changes[position] := held_changes[position] + amounts[i];
      own_ids := own_ids || window_ids[position];
    end loop;
    hold_windows[i] := own_ids::text;
  end loop;

  -- 6. Write: the holds, then one update per touched window.
  if hold_count > 0 then
    insert into holds (org_id, id, team_id, key_id, amount, floor, window_ids, requested_model, model, provider, price_id,
                       streamed, prompt_tokens, node, placed_at, expires_at)
    select x.o, x.i, x.t, x.k, x.a, least(x.f, x.a), x.w::bigint[], x.rm, x.m, x.pr, x.price, x.st, x.pt, p_node,
           clock_timestamp(), clock_timestamp() + p_ttls
      from unnest(p_orgs, p_ids, p_teams, p_keys, amounts, p_floors, hold_windows, p_requested_models, p_models, p_providers,
                  p_prices, p_streamed, p_prompt_tokens) x(o, i, t, k, a, f, w, rm, m, pr, price, st, pt)
     where x.w is not null;
  end if;
  update windows w set held = w.held + x.h, used = w.used + x.u
    from unnest(window_orgs, window_ids, held_changes, used_changes) x(o, i, h, u)
   where w.org_id = x.o and w.id = x.i and (x.h <> 0 or x.u <> 0);

  -- 7. Answer.
  if any_refused then
    return query
      select x.oc, x.a, l.scope, l.kind, l.period, l.amount, w.used, w.held, w.ends_at
        from unnest(outcomes, amounts, refused_by, p_orgs) with ordinality x(oc, a, r, o, n)
        left join windows w on w.org_id = x.o and w.id = x.r
        left join limits l on l.org_id = w.org_id and l.id = w.limit_id
       order by x.n;
  elsif hold_count > 0 then
    return query
      select x.oc, x.a, null::text, null::text, null::text, null::bigint, null::bigint, null::bigint, null::timestamptz
        from unnest(outcomes, amounts) with ordinality x(oc, a, n) order by x.n;
  end if;
end $$;

-- The sweep: books holds whose time is over at their known floor. Any node may run it at any time; answers how many it took up.
create function book_expired(p_node text, p_most int) returns int language plpgsql as $$
declare
  expired json; expired_count int;
begin
  select coalesce(json_agg(json_build_object(
           'org_id', h.org_id, 'id', h.id, 'team_id', h.team_id, 'key_id', h.key_id, 'started_at', h.placed_at,
           'status', 'expired', 'reason', 'gateway_lost', 'requested_model', h.requested_model, 'model', h.model,
           'provider', h.provider, 'price_id', h.price_id, 'streamed', h.streamed, 'prompt_tokens', h.prompt_tokens,
           'cost', h.floor, 'cost_source', 'estimate')), '[]'), count(*)
    into expired, expired_count
    from (select * from holds where expires_at <= now() order by expires_at limit p_most) h;
  if expired_count > 0 then
    perform apply_batch(p_node, expired, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '0');
  end if;
  return expired_count;
end $$;
