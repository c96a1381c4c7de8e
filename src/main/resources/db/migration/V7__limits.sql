-- Limits, their windows and holds: what the functions in R__hold_….sql work on.

-- What every new key or member of an organization gets as limits of its own. Changing a default leaves alone what has it
-- already: a limit says which default it came from.
create table limit_defaults (
  org_id uuid not null references organizations,
  id uuid not null,
  scope text not null check (scope in ('key', 'member')),
  unit text not null check (unit in ('usd', 'tokens', 'requests', 'in_flight')),
  period text not null check (period in ('minute', 'hour', 'day', 'week', 'month', 'total')),
  model text,
  provider text,
  amount bigint not null check (amount >= 0),
  alert_at int[] not null check (1 <= all (alert_at) and 100 >= all (alert_at)),
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (org_id, id),
  check (unit <> 'in_flight' or period = 'total')
);
create unique index limit_defaults_scope on limit_defaults
  (org_id, scope, unit, period, coalesce(model, ''), coalesce(provider, '')) where removed_at is null;
call tenant_table('limit_defaults');

-- A limit on one scope over one period, perhaps of one model or provider. The organization's credit is one of them: kind 'credit',
-- period 'total'. Every organization has one, of nothing until credit is granted.
create table limits (
  org_id uuid not null references organizations,
  id uuid not null,
  scope text not null check (scope in ('organization', 'team', 'member', 'key')),
  scope_id uuid not null,
  kind text not null check (kind in ('credit', 'budget')),
  unit text not null default 'usd' check (unit in ('usd', 'tokens', 'requests', 'in_flight')),
  period text not null check (period in ('minute', 'hour', 'day', 'week', 'month', 'total')),
  model text,
  provider text,
  amount bigint not null check (amount >= 0),
  -- A temporary raise: the limit is `amount + raise` until then.
  raise bigint not null default 0 check (raise >= 0),
  raised_until timestamptz,
  -- The current window begins here where this is later than the period's own beginning.
  restarted_at timestamptz,
  -- When the limit last became smaller than it was; what was used before may be more than it allows.
  lowered_at timestamptz,
  -- Percentages of the limit at which the organization gets an alert.
  alert_at int[] not null default '{50,80,100}' check (1 <= all (alert_at) and 100 >= all (alert_at)),
  default_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, default_id) references limit_defaults (org_id, id),
  check (kind <> 'credit' or (scope = 'organization' and period = 'total')),
  constraint limits_in_flight_check check (unit <> 'in_flight' or period = 'total'),
  constraint limits_credit_check check (kind <> 'credit' or (unit = 'usd' and model is null and provider is null))
);
create unique index limits_scope on limits
  (org_id, scope_id, kind, unit, period, coalesce(model, ''), coalesce(provider, '')) where removed_at is null;
create index limits_default on limits (org_id, default_id) where default_id is not null;
call tenant_table('limits');

-- One period's counters of one limit, made on first use and never reset. The only rows that every request changes.
create table windows (
  org_id uuid not null,
  id bigint generated always as identity,
  limit_id uuid not null,
  unit text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  used bigint not null default 0 check (used >= 0),
  held bigint not null default 0 check (held >= 0),
  -- The part of `used` that no stored request explains: what a limit began with, and requests past their retention.
  carried bigint not null default 0 check (carried >= 0),
  -- The part of `carried` that went beyond what was held: overruns and late settlements of requests past their retention.
  carried_excess bigint not null default 0 check (carried_excess >= 0),
  primary key (org_id, id),
  unique (org_id, limit_id, starts_at),
  foreign key (org_id, limit_id) references limits (org_id, id)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create index windows_end on windows (ends_at);
call tenant_table('windows');

-- The window of an organization's credit is there from the beginning. Every batch of holds locks it, and whatever ends a right to
-- call waits at it; the first batch would make it where no other transaction sees it yet.
create function open_credit_window() returns trigger language plpgsql as $$
begin
  insert into windows (org_id, limit_id, unit, starts_at, ends_at)
  values (new.org_id, new.id, new.unit, '-infinity', 'infinity') on conflict do nothing;
  return null;
end $$;
create trigger limits_open_credit after insert on limits
  for each row when (new.kind = 'credit') execute function open_credit_window();

-- The reservation of an attempt under way: the durable record that it may take up to `amounts` of each of its windows, in the unit
-- of that window.
create table holds (
  org_id uuid not null,
  id uuid not null,
  -- The request that it is a further attempt of; null for the first attempt, which has the request's identifier.
  request_id uuid,
  team_id uuid not null,
  member_id uuid,
  key_id uuid not null,
  amount bigint not null check (amount >= 0),
  output_tokens bigint not null default 0,
  prompt_tokens bigint not null default 0,
  -- What is booked if the node is lost, and the input tokens behind it.
  floor bigint not null check (floor >= 0),
  floor_tokens bigint not null default 0,
  window_ids bigint[] not null,
  amounts bigint[] not null default '{}',
  requested_model text not null,
  model text not null,
  provider text not null,
  price_id bigint,
  streamed boolean not null,
  operation text not null default 'chat',
  -- The organization pays its provider itself, so the request counts on every limit but the credit.
  own_provider boolean not null default false,
  node text not null,
  placed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create index holds_expiry on holds (expires_at);
call tenant_table('holds');
-- Counters and holds are the hold engine's; a console reads them.
revoke insert, update, delete on holds from nemorouter_console;

-- For whatever ends a right to call: once its transaction is committed, no hold is granted that did not see it. A batch of holds
-- that is being decided may have read the row before, so the transaction waits for it before it commits, and lets the next one
-- wait. Each batch locks the window of its organizations' credit before it reads anything that it decides by.
create function let_holds_finish() returns trigger language plpgsql as $$
declare
  org uuid;
begin
  if tg_table_name = 'organizations' then
    org := new.id;
  else
    org := new.org_id;
  end if;
  perform w.id from windows w
    where w.org_id = org and w.limit_id in (
      select l.id from limits l where l.org_id = org and l.scope_id = org and l.kind = 'credit' and l.removed_at is null)
    order by w.id for no key update;
  return null;
end $$;

-- Deferred, so that the lock is the last that the transaction takes.
create constraint trigger keys_end after update of revoked_at, disabled_at, secret_number, previous_until on keys
  deferrable initially deferred for each row
  when (new.revoked_at is distinct from old.revoked_at or new.disabled_at is distinct from old.disabled_at
    or new.secret_number <> old.secret_number or new.previous_until is distinct from old.previous_until)
  execute function let_holds_finish();
create constraint trigger teams_end after update of archived_at on teams
  deferrable initially deferred for each row when (new.archived_at is distinct from old.archived_at)
  execute function let_holds_finish();
create constraint trigger organizations_end after update of suspended_at on organizations
  deferrable initially deferred for each row when (new.suspended_at is distinct from old.suspended_at)
  execute function let_holds_finish();

-- The types that the functions of the hold engine hand to each other follow.

-- What an attempt asks to reserve. It asks for output tokens, from least_output to most_output, which cost input_cost + tokens ×
-- output_rate ÷ 10⁶ nano-US-dollars, rounded up, and prompt_tokens + tokens of tokens. `floor` is what it has cost at least once
-- it was sent, and floor_tokens are the input tokens behind that. `secret` is the number of the key's secret that it came with.
-- request_id names the request of a further attempt, and is null for the first.
create type hold_request as (
  id uuid,
  org_id uuid,
  team_id uuid,
  member_id uuid,
  key_id uuid,
  secret int,
  input_cost bigint,
  output_rate bigint,
  least_output bigint,
  most_output bigint,
  prompt_tokens bigint,
  floor bigint,
  floor_tokens bigint,
  requested_model text,
  model text,
  provider text,
  price_id bigint,
  streamed boolean,
  operation text,
  own_provider boolean,
  request_id uuid
);

-- A finished attempt, with the columns of `calls` and `attempts`.
create type settlement as (
  org_id uuid,
  id uuid,
  request_id uuid,
  team_id uuid,
  member_id uuid,
  key_id uuid,
  status text,
  http_status int,
  reason text,
  refusal jsonb,
  requested_model text,
  model text,
  provider text,
  price_id bigint,
  streamed boolean,
  operation text,
  own_provider boolean,
  sent boolean,
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
  cost bigint,
  cost_source text,
  first_byte_ms int,
  duration_ms int
);

-- All settlements of a batch, and the identifiers in them. `expired` are those of the sweep. Organizations in `doubtful` have a
-- settlement of an attempt that may or may not hold something. `requests` may have several attempts.
create type settlement_batch as (
  settlements settlement[],
  orgs uuid[],
  ids uuid[],
  expired uuid[],
  doubtful uuid[],
  requests uuid[]
);

-- What one settlement changes: the windows it was held in and what is given back to each, and what it takes. A late one has
-- nothing to give back and takes the difference to what was booked before. request_id is set where its request is to be summed up.
create type settled_attempt as (
  window_ids bigint[],
  amounts bigint[],
  cost bigint,
  tokens numeric,
  sent int,
  request_id uuid
);

-- The current windows of the limits on the scopes that holds come from: ids[n] belongs to scope_ids[n].
create type windows_in_force as (
  ids bigint[],
  scope_ids uuid[]
);

-- A locked window of a limit. scope_id is null where no hold of the batch can be counted in it. `allowed`, `used` and `room` are
-- those of the whole minute where the limit rolls. `crossed` is the highest threshold that is reached, in percent. The changes are
-- what the batch adds to the row.
create type window_state as (
  org_id uuid,
  id bigint,
  limit_id uuid,
  scope text,
  scope_id uuid,
  kind text,
  unit text,
  period text,
  model text,
  provider text,
  ends_at timestamptz,
  alert_at int[],
  allowed bigint,
  used bigint,
  room bigint,
  crossed int,
  held_change bigint,
  used_change bigint
);

-- A limit of requests that has counted a request at an earlier attempt.
create type counted_request as (
  request_id uuid,
  limit_id uuid
);

-- What becomes of a hold. Granted, it takes taken[n] of the window window_ids[n]. window_at is the place, among the windows of the
-- batch, of the one that refused or whose threshold is crossed; the columns after it describe that window at this moment.
create type hold_answer as (
  outcome text,
  amount bigint,
  output_tokens bigint,
  window_ids bigint[],
  taken bigint[],
  window_at int,
  used bigint,
  held bigint,
  needed bigint,
  lasting boolean
);

-- The answers to the holds of a batch, in their order, and what they hold of each window, in the order of the windows.
create type decisions as (
  answers hold_answer[],
  held bigint[]
);

-- A row of the answer to the node. `outcome` is one of
--   granted    `amount` may be spent on at most `output_tokens`; the other columns describe the limit whose threshold
--              is crossed, if one is
--   exists     this id holds already      finished   this id is settled already
--   refused    by the limit that the other columns describe; `lasting` if waiting for calls under way cannot help
--   no_credit  the organization has none  otherwise  why the key may not call: key_revoked, secret_ended, …
--   owner_changed  the key is not of the member that was named: ask again with its owner, whose limits are to count
create type hold_outcome as (
  outcome text,
  amount bigint,
  output_tokens bigint,
  scope text,
  kind text,
  unit text,
  period text,
  model text,
  provider text,
  limit_amount bigint,
  used bigint,
  held bigint,
  needed bigint,
  resets_at timestamptz,
  lasting boolean,
  threshold int
);
