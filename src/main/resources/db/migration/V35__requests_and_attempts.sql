-- A row of `calls` is a request: what a client sent, counted once. A try of it at one offering is an attempt.
--
-- Most requests take one attempt. Its figures are the request's own, so the request's row is its record, and settling it
-- writes one row as before. A request of several attempts has a row in `attempts` for each of them, the first one included,
-- and its own row has their sums. `every_attempt` shows both kinds alike.

alter table calls
  add column attempts int not null default 1 check (attempts > 0),
  -- Whether its attempts are rows of `attempts`.
  add column attempts_apart boolean not null default false;

-- The request that a hold is a further attempt of; null for the first attempt, which has the request's identifier.
alter table holds add column request_id uuid;

create table attempts (
  org_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  team_id uuid not null,
  member_id uuid,
  key_id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default now(),
  status text not null check (status in ('ok', 'failed', 'cancelled', 'refused', 'expired', 'released')),
  http_status int,
  reason text,
  refusal jsonb,
  requested_model text not null,
  model text,
  provider text,
  price_id bigint,
  streamed boolean not null,
  operation text not null default 'chat',
  own_provider boolean not null default false,
  sent boolean not null default true,
  finish_reason text,
  upstream_id text,
  prompt_tokens bigint,
  completion_tokens bigint,
  cached_tokens bigint,
  cache_write_tokens bigint,
  cache_write_1h_tokens bigint,
  reasoning_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  units bigint,
  held bigint not null default 0,
  held_tokens bigint not null default 0,
  cost bigint not null default 0 check (cost >= 0),
  cost_source text check (cost_source in ('provider', 'catalog', 'estimate')),
  overrun boolean not null default false,
  late boolean not null default false,
  -- Those it was held in. A limit of requests counts a request once, so a further attempt leaves it out if an earlier one
  -- of its request was counted there.
  window_ids bigint[] not null default '{}',
  -- Both since the request came.
  first_byte_ms int,
  duration_ms int,
  primary key (org_id, id)
);
create index attempts_request on attempts (org_id, request_id);
create index attempts_key on attempts (org_id, key_id, id);
create index attempts_member on attempts (org_id, member_id, id) where member_id is not null;

call tenant_table('attempts');
-- Like the record of requests, it is the hold engine's.
revoke insert, update, delete on attempts from nemorouter_console;

-- Every attempt of every request, one row each.
create view every_attempt with (security_invoker = true) as
select org_id, id, request_id, team_id, member_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
       requested_model, model, provider, price_id, streamed, operation, own_provider, sent, finish_reason, upstream_id,
       prompt_tokens, completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
       audio_prompt_tokens, audio_completion_tokens, units, held, held_tokens, cost, cost_source, overrun, late, window_ids,
       first_byte_ms, duration_ms
  from attempts
union all
select org_id, id, id, team_id, member_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
       requested_model, model, provider, price_id, streamed, operation, own_provider, sent, finish_reason, upstream_id,
       prompt_tokens, completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
       audio_prompt_tokens, audio_completion_tokens, units, held, held_tokens, cost, cost_source, overrun, late, window_ids,
       first_byte_ms, duration_ms
  from calls where not attempts_apart;

-- What sums are made of: who was charged what, and when. Money counts where and when each attempt was made, so that it agrees
-- with the windows of limits; `requests` is one for each request and zero for what is but an attempt of one. The status is
-- the request's.
create view charges with (security_invoker = true) as
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model) as model, provider, started_at, status,
       case when attempts_apart then 0 else cost end as cost, 1 as requests
  from calls
union all
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model), provider, started_at, null, cost, 0
  from attempts;

grant select on every_attempt, charges to nemorouter_console, nemorouter_installation;

-- Makes the rows of requests from those of their attempts. A request that was its own only attempt until now gets a row for
-- that one first. What became of the request is what became of its last attempt that was not refused.
create function refresh_requests(p_orgs uuid[], p_requests uuid[]) returns void
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

-- Until now a further attempt was a call of its own that named the first one. Nothing is summed up anew: each attempt keeps
-- its figures and windows, and so all counters stand.
with further as (delete from calls c where c.request_id is not null returning c.*)
insert into attempts (
  org_id, id, request_id, team_id, member_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
  requested_model, model, provider, price_id, streamed, operation, own_provider, sent, finish_reason, upstream_id,
  prompt_tokens, completion_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
  audio_prompt_tokens, audio_completion_tokens, units, held, held_tokens, cost, cost_source, overrun, late, window_ids,
  first_byte_ms, duration_ms)
select f.org_id, f.id, f.request_id, f.team_id, f.member_id, f.key_id, f.started_at, f.finished_at, f.status, f.http_status,
       f.reason, f.refusal, f.requested_model, f.model, f.provider, f.price_id, f.streamed, f.operation, f.own_provider, f.sent,
       f.finish_reason, f.upstream_id, f.prompt_tokens, f.completion_tokens, f.cached_tokens, f.cache_write_tokens,
       f.cache_write_1h_tokens, f.reasoning_tokens, f.audio_prompt_tokens, f.audio_completion_tokens, f.units, f.held,
       f.held_tokens, f.cost, f.cost_source, f.overrun, f.late, f.window_ids, f.first_byte_ms, f.duration_ms
  from further f;

select refresh_requests(array_agg(distinct org_id), array_agg(distinct request_id)) from attempts having count(*) > 0;

alter table calls drop column request_id;
