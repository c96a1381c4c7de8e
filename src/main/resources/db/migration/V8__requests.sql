-- The record of requests: what a client sent, counted once, and its attempts, each one try at one offering. Most requests take one
-- attempt. Its figures are the request's own, so the request's row is its record, and settling it writes one row. A request of
-- several attempts has a row in `attempts` for each of them, the first one included, and its own row has their sums.

-- One row for each request, refused ones included. `id` is a UUIDv7, so its order is the order of time.
create table calls (
  org_id uuid not null,
  id uuid not null,
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
  -- The organization pays its provider itself, so the request counts on every limit but the credit.
  own_provider boolean not null default false,
  -- Whether it left for a provider: only then it counts as a request.
  sent boolean not null default true,
  finish_reason text,
  upstream_id text,
  prompt_tokens bigint,
  completion_tokens bigint,
  cached_tokens bigint,
  cache_write_tokens bigint,
  -- What a provider keeps in its cache for an hour costs more than what it keeps for minutes. A part of cache_write_tokens.
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
  window_ids bigint[] not null default '{}',
  first_byte_ms int,
  duration_ms int,
  attempts int not null default 1 check (attempts > 0),
  -- Whether its attempts are rows of `attempts`.
  attempts_apart boolean not null default false,
  primary key (org_id, id)
) partition by range (id);
create index calls_key on calls (org_id, key_id, id);
create index calls_member on calls (org_id, member_id, id) where member_id is not null;
-- The list of requests is searched by the provider's own identifier of an answer, in the request's row and in its attempts'.
create index calls_upstream on calls (org_id, upstream_id) where upstream_id is not null;
-- The list is narrowed to why requests were refused or failed, and names the reasons there are.
create index calls_reason on calls (org_id, reason, id) where reason is not null;
-- The few requests of several attempts, whose money and tokens sums of days have at their attempts.
create index calls_apart on calls (org_id, id)
  include (status, team_id, key_id, member_id, model, requested_model, provider, cost, prompt_tokens, completion_tokens)
  where attempts_apart;
call tenant_table('calls');
-- Records of requests are the hold engine's; a console reads them.
revoke insert, update, delete on calls from nemorouter_console;

-- Where a request is recorded whose node's clock is far off: no settlement is lost for want of a partition.
create table calls_elsewhen partition of calls default;
-- A partition for each month around the first start; R__calls_upkeep.sql makes those that follow.
do $$
declare
  starts timestamptz;
begin
  for n in -2..2 loop
    starts := date_trunc('month', now(), 'UTC') + n * interval '1 month';
    execute format('create table %I partition of calls for values from (%L) to (%L)',
                   'calls_' || to_char(starts at time zone 'UTC', 'YYYY_MM'), first_id_of(starts),
                   first_id_of(starts + interval '1 month'));
  end loop;
end $$;

-- The columns are those of `calls`.
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
create index attempts_upstream on attempts (org_id, upstream_id) where upstream_id is not null;
call tenant_table('attempts');
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

-- What sums are made of: who was charged what, and when. Money and tokens count where and when each attempt was made, so that they
-- agree with the windows of limits; `requests` is one for each request and zero for an attempt of one. The status is the request's.
create view charges with (security_invoker = true) as
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model) as model, provider, started_at, status,
       case when attempts_apart then 0 else cost end as cost, 1 as requests, own_provider,
       case when attempts_apart then 0 else coalesce(prompt_tokens, 0) end as prompt_tokens,
       case when attempts_apart then 0 else coalesce(cached_tokens, 0) end as cached_tokens,
       case when attempts_apart then 0 else coalesce(completion_tokens, 0) end as completion_tokens,
       case when attempts_apart then 0 else coalesce(reasoning_tokens, 0) end as reasoning_tokens
  from calls
union all
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model), provider, started_at, null, cost, 0, own_provider,
       coalesce(prompt_tokens, 0), coalesce(cached_tokens, 0), coalesce(completion_tokens, 0), coalesce(reasoning_tokens, 0)
  from attempts;

grant select on every_attempt, charges to nemorouter_console, nemorouter_installation;

-- What was charged in one day of an organization, in its time zone, so that a report of a month does not read every request of it.
-- The functions that make and read these sums are in `R__usage_days.sql`. `requests` and `status` are as in the view `charges`: a
-- request counts once, where it started, and money and tokens where each attempt was made.
create table usage_days (
  org_id uuid not null references organizations,
  starts timestamptz not null,
  team_id uuid not null,
  member_id uuid,
  key_id uuid not null,
  model text not null,
  provider text,
  status text,
  own_provider boolean not null,
  cost bigint not null,
  requests bigint not null,
  prompt_tokens bigint not null,
  cached_tokens bigint not null,
  completion_tokens bigint not null,
  reasoning_tokens bigint not null
);
create index usage_days_time on usage_days (org_id, starts);
create index usage_days_key on usage_days (org_id, key_id, starts);
create index usage_days_member on usage_days (org_id, member_id, starts) where member_id is not null;
call tenant_table('usage_days');

-- How far the days of an organization are summed up. Where there is no row, none is.
create table usage_marks (
  org_id uuid primary key references organizations,
  summed_until timestamptz not null
);
call tenant_table('usage_marks');

-- Days of which something changed after they were summed up: until they are summed up anew, their requests are read one by
-- one. Rows are only ever added and deleted, so that nothing waits for another's row.
create table usage_changes (
  org_id uuid not null references organizations,
  at timestamptz not null
);
create index usage_changes_time on usage_changes (org_id, at);
call tenant_table('usage_changes');
revoke insert, update, delete on usage_days, usage_marks, usage_changes from nemorouter_console;

-- Notes what changed in a day that may be summed up already: a day is not before ten minutes after its end, and nothing that
-- writes is open for as long as the five between.
create function note_usage_change() returns trigger
language plpgsql security definer set search_path from current as $$
begin
  insert into usage_changes (org_id, at)
  select o.id, time_of_id(x.id) from organizations o cross join (select old.id union select new.id) x(id)
   where o.id = new.org_id and now() > day_after(time_of_id(x.id), o.timezone);
  return null;
end $$;
create trigger usage_change after insert or update on calls
  for each row when (new.id < first_id_of(now() - interval '5 minutes')) execute function note_usage_change();
create trigger usage_change after insert or update on attempts
  for each row when (new.id < first_id_of(now() - interval '5 minutes')) execute function note_usage_change();

-- Days of another time zone are other days. The sums of those whose requests are still there are made anew.
create function forget_usage_days() returns trigger
language plpgsql security definer set search_path from current as $$
declare
  oldest timestamptz := (select time_of_id(c.id) from calls c where c.org_id = new.id order by c.id limit 1);
begin
  delete from usage_days d where d.org_id = new.id and d.starts >= oldest - interval '1 day';
  delete from usage_changes c where c.org_id = new.id;
  delete from usage_marks m where m.org_id = new.id;
  return null;
end $$;
create trigger usage_days_of_zone after update of timezone on organizations
  for each row when (old.timezone is distinct from new.timezone) execute function forget_usage_days();

-- Settlements that the database refuses. Their holds are swept at the floor, so each is a difference that a person decides on.
create table unbooked (
  org_id uuid not null references organizations,
  id uuid not null,
  node text not null,
  at timestamptz not null default now(),
  cost bigint not null,
  error text not null,
  settlement text not null,
  resolved_at timestamptz,
  primary key (org_id, id)
);
call tenant_table('unbooked');

-- One row per check of all organizations' books; a run that never finished has no `finished_at`.
create table verify_runs (
  id uuid primary key,
  trigger text not null check (trigger in ('nightly', 'operator', 'command')),
  node text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  finished_at timestamptz,
  organizations_total int not null,
  organizations int not null default 0,
  calls bigint not null default 0,
  deviations_found bigint not null default 0,
  -- The first of them, each with the columns of book_deviations.
  deviations jsonb not null default '[]'
);
create index verify_runs_started on verify_runs (started_at);
call installation_table('verify_runs');

-- Filters of the list of requests that people keep under a name: for themselves, or for the whole organization.
create table saved_views (
  org_id uuid not null references organizations,
  id uuid not null,
  -- Null for one of the whole organization.
  user_id uuid references users on delete cascade,
  name text not null check (length(name) between 1 and 60),
  -- As the address of the list has it, without the question mark.
  query text not null check (length(query) between 1 and 4000),
  created_by text not null,
  created_at timestamptz not null,
  primary key (org_id, id)
);
create unique index saved_views_own on saved_views (org_id, user_id, lower(name)) where user_id is not null;
create unique index saved_views_shared on saved_views (org_id, lower(name)) where user_id is null;
call tenant_table('saved_views');

-- Usage reports by e-mail, which people set up for themselves: one for each person and organization.
create table report_schedules (
  org_id uuid not null references organizations,
  id uuid not null,
  user_id uuid not null references users on delete cascade,
  frequency text not null check (frequency in ('week', 'month')),
  grouped_by text not null check (grouped_by in ('team', 'key', 'member', 'model', 'provider')),
  paused_at timestamptz,
  -- The day, in the organization's time zone, on which the report on the period before it is sent.
  next_on date not null,
  -- Until then a node is about to send it, or waits before it tries again.
  not_before timestamptz,
  attempts int not null default 0,
  last_sent_at timestamptz,
  -- Why the last one was not sent; empty where it was.
  problem text not null default '',
  primary key (org_id, id),
  unique (org_id, user_id)
);
create index report_schedules_next_on on report_schedules (next_on) where paused_at is null;
call tenant_table('report_schedules');
