-- The hold engine: one call applies a batch of settlements and holds in one transaction (docs/limits.md). R__hold_clock.sql has what
-- time makes of limits, R__hold_settlement.sql what settlements are booked as, R__hold_decision.sql who is admitted, and
-- R__hold_sweep.sql ends of holds without a settlement of their own. Flyway runs such a file anew whenever it changes.
--
-- Order within a batch: make missing windows; lock every touched window, in the order of its id; book settlements (they
-- free room); decide holds in the order they arrived. A hold is granted on every limit that applies to it, or on none.
-- All locks are taken before holds and calls are touched, so no two batches can deadlock.
--
-- Functions that read tables are volatile: each of their statements sees what has committed by then. They rely on the settings of
-- apply_batch, which alone calls them: plans are made once, when the tables may be empty, so every look at a table is by key,
-- `= any(array)` or a scalar subquery, never a join whose order the planner could choose to scan `holds` or `calls` with.

-- The current window of each limit in force on the scopes that the holds come from; missing ones are made, on first use. Locks
-- what it makes, in the order of the limits' ids.
create or replace function open_windows(p_holds hold_request[]) returns windows_in_force language plpgsql as $$
#variable_conflict use_column
declare
  orgs uuid[]; scope_ids uuid[]; models text[]; providers text[]; opened windows_in_force; some_missing boolean;
begin
  if cardinality(p_holds) = 0 then
    return null;
  end if;
  select array_agg(distinct h.org_id), array_agg(distinct h.model), array_agg(distinct h.provider),
         array_agg(distinct h.org_id) || array_agg(distinct h.team_id) || array_agg(distinct h.key_id)
           || array_agg(distinct h.member_id) filter (where h.member_id is not null)
    into orgs, models, providers, scope_ids from unnest(p_holds) h;
  for attempt in 1..10 loop
    select array_agg(c.id), array_agg(c.scope_id), bool_or(c.id is null) into opened.ids, opened.scope_ids, some_missing
      from (select l.scope_id,
                   (select w.id from windows w where w.org_id = l.org_id and w.limit_id = l.id
                       and w.starts_at = window_start(l.period, (select g.timezone from organizations g where g.id = l.org_id),
                                                      l.restarted_at)) id
              from limits l
             where l.org_id = any(orgs) and l.scope_id = any(scope_ids) and l.removed_at is null
               and (l.model is null or l.model = any(models)) and (l.provider is null or l.provider = any(providers))) c;
    exit when some_missing is not true;
    -- Never decide without one of the limits: somebody restarts or adds them faster than their windows are made.
    if attempt = 10 then
      raise exception 'the limits change too fast' using errcode = 'serialization_failure';
    end if;
    insert into windows (org_id, limit_id, unit, starts_at, ends_at)
    select l.org_id, l.id, l.unit, window_start(l.period, g.timezone, l.restarted_at), window_end(l.period, g.timezone)
      from limits l
     cross join lateral (select o.timezone from organizations o where o.id = l.org_id) g
     where l.org_id = any(orgs) and l.scope_id = any(scope_ids) and l.removed_at is null
       and (l.model is null or l.model = any(models)) and (l.provider is null or l.provider = any(providers))
     -- In one order for everybody: who makes the same windows at the same time waits, and does not deadlock.
     order by l.id
    on conflict do nothing;
  end loop;
  return opened;
end $$;

-- Locks all touched windows, in the order of their ids, which is the same for every batch. Only then, in a statement of its own
-- that sees what has committed meanwhile, it reads the room left in each: a cap lowered while this batch waited for a lock counts.
-- Assumes that p_ids has the window of the credit of each organization that has one, so that no two batches decide for it at
-- once, even on different steps of a rolling limit, whose sum no lock on a single step would protect.
create or replace function lock_windows(p_orgs uuid[], p_ids bigint[], p_opened windows_in_force) returns window_state[]
language plpgsql as $$
#variable_conflict use_column
declare
  states window_state[];
begin
  perform w.id from windows w where w.org_id = any(p_orgs) and w.id = any(p_ids) order by w.id for no key update;
  select array_agg(row(q.org_id, q.id, (q.l).id, (q.l).scope, q.scope_id, (q.l).kind, q.unit, (q.l).period, (q.l).model, (q.l).provider,
                       q.ends_at, (q.l).alert_at, q.allowed, q.used, q.allowed - q.used - q.held,
                       case when q.scope_id is not null then crossed_threshold((q.l).alert_at, q.used, q.allowed) end,
                       0, 0)::window_state)
    into states
    from (
      select p.org_id, p.id, p.unit, p.ends_at, p.l, p.scope_id, bounded(effective_amount(p.l)) allowed,
             case when p.rolls then (select bounded(sum(r.used)) from windows r
               where r.org_id = p.org_id and r.limit_id = (p.l).id and r.ends_at > now()) else bounded(p.used) end used,
             case when p.rolls then (select bounded(sum(r.held)) from windows r
               where r.org_id = p.org_id and r.limit_id = (p.l).id and r.ends_at > now()) else bounded(p.held) end held
        from (
          select w.org_id, w.id, w.unit, w.ends_at, w.used, w.held, x.l, o.scope_id,
                 (x.l).period = 'minute' and o.scope_id is not null rolls
            from windows w
           cross join lateral (select (select l from limits l where l.org_id = w.org_id and l.id = w.limit_id) l offset 0) x
           cross join lateral (select p_opened.scope_ids[array_position(p_opened.ids, w.id)] scope_id offset 0) o
           where w.org_id = any(p_orgs) and w.id = any(p_ids)) p) q;
  return states;
end $$;

-- The answers to holds that limits do not change: an id seen before gets its old answer before any limit is looked at, and a key
-- that may not call is turned away. Locks nothing. Assumes that the windows are locked, so that a revocation that has committed
-- always counts, and that nobody else holds or settles the same ids meanwhile.
create or replace function standing(p_holds hold_request[]) returns hold_answer[] language plpgsql as $$
#variable_conflict use_column
declare
  orgs uuid[]; ids uuid[]; first_id uuid; last_id uuid; keys uuid[]; further boolean;
  held_ids uuid[]; held_amounts bigint[]; held_outputs bigint[]; finished_ids uuid[];
  key_ids uuid[]; key_states text[]; key_oldest int[]; key_owners uuid[]; answers hold_answer[];
begin
  select array_agg(distinct h.org_id), array_agg(h.id order by h.id), array_agg(distinct h.key_id), bool_or(h.request_id is not null)
    into orgs, ids, keys, further from unnest(p_holds) h;
  first_id := ids[1];
  last_id := ids[cardinality(ids)];
  select array_agg(h.id), array_agg(h.amount), array_agg(h.output_tokens) into held_ids, held_amounts, held_outputs
    from holds h where h.org_id = any(orgs) and h.id = any(ids);
  select array_agg(c.id) into finished_ids
    from calls c where c.org_id = any(orgs) and c.id = any(ids) and c.id >= first_id and c.id <= last_id;
  if further then
    select finished_ids || array_agg(a.id) into finished_ids from attempts a where a.org_id = any(orgs) and a.id = any(ids);
  end if;
  select array_agg(k.id),
         array_agg(case when (select g.suspended_at from organizations g where g.id = k.org_id) is not null
                          then 'organization_suspended'
                        when (select t.archived_at from teams t where t.org_id = k.org_id and t.id = k.team_id) is not null
                          then 'team_archived'
                        when k.revoked_at is not null then 'key_revoked'
                        when k.disabled_at is not null then 'key_disabled'
                        when k.expires_at <= clock_timestamp() then 'key_expired' end),
         -- The oldest of its secrets that is still valid.
         array_agg(k.secret_number - case when k.previous_until > clock_timestamp() then 1 else 0 end),
         array_agg(k.owner_id)
    into key_ids, key_states, key_oldest, key_owners
    from keys k where k.org_id = any(orgs) and k.id = any(keys);
  select array_agg(case
      when x.held_at is not null then plain_answer('exists', held_amounts[x.held_at], held_outputs[x.held_at])
      when x.id = any(finished_ids) then plain_answer('finished', 0, 0)
      when x.key_at is null then plain_answer('key_revoked', 0, 0)
      when key_states[x.key_at] is not null then plain_answer(key_states[x.key_at], 0, 0)
      when x.secret < key_oldest[x.key_at] then plain_answer('secret_ended', 0, 0)
      -- The limits of the owner were not looked at.
      when x.member_id is distinct from key_owners[x.key_at] then plain_answer('owner_changed', 0, 0) end order by x.place)
    into answers
    from (select h.id, h.secret, h.member_id, h.ordinality place, array_position(held_ids, h.id) held_at,
                 array_position(key_ids, h.key_id) key_at
            from unnest(p_holds) with ordinality h offset 0) x;
  return answers;
end $$;

-- The limits of requests that counted the holds' requests at an earlier attempt; null if none did. Locks nothing; assumes that the
-- windows are locked.
create or replace function counted_requests(p_holds hold_request[]) returns counted_request[] language plpgsql as $$
#variable_conflict use_column
declare
  orgs uuid[]; requests uuid[]; counted counted_request[];
begin
  select array_agg(distinct h.org_id), array_agg(distinct h.request_id) into orgs, requests
    from unnest(p_holds) h where h.request_id is not null;
  if requests is not null then
    select array_agg(row(x.request_id, y.limit_id)::counted_request) into counted
      from (select c.org_id, c.id request_id, unnest(c.window_ids) window_id from calls c
             where c.org_id = any(orgs) and c.id = any(requests) and c.sent and not c.attempts_apart
            union all
            select a.org_id, a.request_id, unnest(a.window_ids) from attempts a
             where a.org_id = any(orgs) and a.request_id = any(requests) and a.sent) x
     cross join lateral (select (select w.limit_id from windows w
                                  where w.org_id = x.org_id and w.id = x.window_id and w.unit = 'requests') limit_id) y
     where y.limit_id is not null;
  end if;
  return counted;
end $$;

-- Writes the holds that are granted. Assumes that the windows are locked, and that the answers are in the order of the holds.
create or replace function place_holds(p_node text, p_holds hold_request[], p_answers hold_answer[], p_ttl interval) returns void
language plpgsql as $$
begin
  insert into holds (org_id, id, team_id, member_id, key_id, amount, amounts, output_tokens, floor, floor_tokens, window_ids,
                     requested_model, model, provider, price_id, streamed, operation, own_provider, prompt_tokens, request_id, node,
                     placed_at, expires_at)
  select x.org_id, x.id, x.team_id, x.member_id, x.key_id, x.amount, x.taken, x.output_tokens, least(x.floor, x.amount), x.floor_tokens,
         x.window_ids, x.requested_model, x.model, x.provider, x.price_id, x.streamed, x.operation, x.own_provider, x.prompt_tokens,
         x.request_id, p_node, clock_timestamp(), clock_timestamp() + p_ttl
    from rows from (unnest(p_holds), unnest(p_answers)) x
   where x.outcome = 'granted';
end $$;

-- Writes what settlements and p_held, which is in the order of the windows, change: one update for each window. Assumes that they
-- are locked.
create or replace function count_windows(p_windows window_state[], p_held bigint[]) returns void language plpgsql as $$
begin
  update windows w set held = bounded(w.held::numeric + x.held_change), used = bounded(w.used::numeric + x.used_change)
    from (select s.org_id, s.id, s.held_change + coalesce(s.newly_held, 0) held_change, s.used_change
            from rows from (unnest(p_windows), unnest(p_held)) s(org_id, id, limit_id, scope, scope_id, kind, unit, period, model, provider,
              ends_at, alert_at, allowed, used, room, crossed, held_change, used_change, newly_held)) x
   where w.org_id = x.org_id and w.id = x.id and (x.held_change <> 0 or x.used_change <> 0);
end $$;

-- The answer to the node: a row for each hold, in their order, with the limit that refused it or whose threshold is crossed.
create or replace function answers_of(p_answers hold_answer[], p_windows window_state[]) returns setof hold_outcome
language sql stable as $$
  select a.outcome, a.amount, a.output_tokens, w.scope, w.kind, w.unit, w.period, w.model, w.provider, w.allowed, a.used, a.held, a.needed,
         case when w.unit = 'in_flight' then null
              when w.period = 'minute' then rolling_reset(w.org_id, w.limit_id, a.needed, w.allowed)
              else w.ends_at end,
         a.lasting, w.crossed
    from unnest(p_answers) with ordinality a
    left join unnest(p_windows) with ordinality w on w.ordinality = a.window_at
   order by a.ordinality
$$;

-- p_settlements: a JSON array of settlements. One that names a request in `request_id` is a further
-- attempt of it: it becomes a row of `attempts`, and the request's row has the sums. Status 'refused' records a call that held nothing;
-- 'expired' is taken only where the hold's time is over; 'released' is an operator's decision. Reason 'holds_unavailable'
-- records a call that may or may not hold something: its hold is given back, and one that comes later is not granted.
-- The answer has one row per hold, in their order. Takes its locks in open_windows and lock_windows.
create or replace function apply_batch(p_node text, p_settlements json, p_holds hold_request[], p_ttl interval) returns setof hold_outcome
language plpgsql
-- Callers of this function have no other access to its tables.
security definer set search_path from current
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  batch settlement_batch := read_settlements(p_settlements);
  opened windows_in_force := open_windows(p_holds);
  orgs uuid[]; touched bigint[]; windows window_state[]; decided decisions;
begin
  orgs := batch.orgs || array(select distinct h.org_id from unnest(p_holds) h);
  touched := opened.ids || windows_to_settle(batch);
  windows := lock_windows(orgs, touched, opened);
  if batch.settlements is not null then
    windows := give_back(windows, settle(batch), touched, now());
  end if;
  if cardinality(p_holds) > 0 then
    decided := decide(p_holds, standing(p_holds), windows, counted_requests(p_holds));
    perform place_holds(p_node, p_holds, decided.answers, p_ttl);
  end if;
  perform count_windows(windows, decided.held);
  return query select * from answers_of(decided.answers, windows);
end $$;

revoke execute on function apply_batch, open_windows, lock_windows, standing, counted_requests, place_holds, count_windows from public;
grant execute on function apply_batch to nemorouter_gateway, nemorouter_installation;
