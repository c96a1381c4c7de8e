-- Ends of holds without a settlement of their own: the sweep of those whose time is over, and an operator's release; and the sign of
-- life that keeps the others.

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
  select apply_batch(p_node, p_settlements, '{}', '0')
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
