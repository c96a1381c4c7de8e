-- Limits in every unit, on members too, narrowed to a model or provider, with temporary raises; calls in monthly
-- partitions; the audit log. The function that works on them is in R__hold_engine.sql.

alter table organizations add constraint organizations_timezone_check check (now() at time zone timezone is not null);

-- A key may belong to a member, whose limits then count its calls too.
alter table keys add column owner_id uuid;
alter table keys add foreign key (org_id, owner_id) references members (org_id, user_id);
create index keys_owner on keys (org_id, owner_id) where owner_id is not null;

drop index limits_scope;
alter table limits
  drop constraint limits_scope_check,
  drop constraint limits_unit_check,
  drop constraint limits_period_check,
  add column model text,
  add column provider text,
  -- A temporary raise: the cap is `amount + raise` until then.
  add column raise bigint not null default 0 check (raise >= 0),
  add column raised_until timestamptz,
  -- The current window begins here where this is later than the period's own beginning.
  add column restarted_at timestamptz,
  -- When the cap last became smaller than it was; what was used before may be more than it allows.
  add column lowered_at timestamptz,
  -- Percentages of the cap at which the organization is told.
  add column alert_at int[] not null default '{50,80,100}' check (1 <= all (alert_at) and 100 >= all (alert_at)),
  add constraint limits_scope_check check (scope in ('organization', 'team', 'member', 'key')),
  add constraint limits_unit_check check (unit in ('usd', 'tokens', 'requests', 'in_flight')),
  add constraint limits_period_check check (period in ('minute', 'hour', 'day', 'week', 'month', 'total')),
  add constraint limits_in_flight_check check (unit <> 'in_flight' or period = 'total'),
  add constraint limits_credit_check check (kind <> 'credit' or (unit = 'usd' and model is null and provider is null));
create unique index limits_scope on limits
  (org_id, scope_id, kind, unit, period, coalesce(model, ''), coalesce(provider, '')) where removed_at is null;

-- `carried` is the part of `used` that no stored call explains: what a limit began with, and calls past their retention.
alter table windows
  add column unit text not null default 'usd',
  add column carried bigint not null default 0 check (carried >= 0);
alter table windows alter column unit drop default;
create index windows_end on windows (ends_at);

-- `amounts` says what is held in each of `window_ids`, in the unit of that window.
alter table holds
  add column member_id uuid,
  add column amounts bigint[] not null default '{}',
  add column output_tokens bigint not null default 0,
  add column floor_tokens bigint not null default 0;
update holds set amounts = array_fill(amount, array[cardinality(window_ids)]), floor_tokens = prompt_tokens
 where cardinality(window_ids) > 0;

-- The smallest UUIDv7 of that moment: identifiers made later are greater.
create function first_id_of(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

alter table calls rename to calls_before;
alter index calls_pkey rename to calls_before_pkey;
drop index calls_key;
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
  -- Whether it left for a provider: only then it counts as a request.
  sent boolean not null default true,
  finish_reason text,
  upstream_id text,
  prompt_tokens bigint,
  completion_tokens bigint,
  cached_tokens bigint,
  cache_write_tokens bigint,
  reasoning_tokens bigint,
  held bigint not null default 0,
  held_tokens bigint not null default 0,
  cost bigint not null default 0 check (cost >= 0),
  cost_source text check (cost_source in ('provider', 'catalog', 'estimate')),
  overrun boolean not null default false,
  late boolean not null default false,
  window_ids bigint[] not null default '{}',
  first_byte_ms int,
  duration_ms int,
  primary key (org_id, id)
) partition by range (id);
create index calls_key on calls (org_id, key_id, id);
-- Where a call lands whose node's clock is far off: no settlement is lost for want of a partition.
create table calls_elsewhen partition of calls default;

-- Makes the partition of that month if it is missing; answers whether it did.
create function make_calls_partition(month timestamptz) returns boolean language plpgsql as $$
declare
  starts timestamptz := date_trunc('month', month, 'UTC');
  name text := 'calls_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
begin
  if to_regclass(name) is not null then
    return false;
  end if;
  execute format('create table %I partition of calls for values from (%L) to (%L)',
                 name, first_id_of(starts), first_id_of(starts + interval '1 month'));
  return true;
end $$;
select make_calls_partition(date_trunc('month', now(), 'UTC') + n * interval '1 month') from generate_series(-2, 2) n;

insert into calls (org_id, id, team_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
  requested_model, model, provider, price_id, streamed, sent, finish_reason, upstream_id, prompt_tokens, completion_tokens,
  cached_tokens, reasoning_tokens, held, cost, cost_source, overrun, late, window_ids, first_byte_ms, duration_ms)
select org_id, id, team_id, key_id, started_at, finished_at, status, http_status, reason, refusal,
  requested_model, model, provider, price_id, streamed, status <> 'refused', finish_reason, upstream_id, prompt_tokens,
  completion_tokens, cached_tokens, reasoning_tokens, held, cost, cost_source, overrun, late, window_ids, first_byte_ms,
  duration_ms
  from calls_before;
drop table calls_before;

-- Who changed what: written in the same transaction as the change, and never changed.
create table audit_entries (
  org_id uuid not null references organizations,
  id uuid not null,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}',
  primary key (org_id, id)
);
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function audit_is_append_only();
