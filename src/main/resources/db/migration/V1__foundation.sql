-- The hierarchy, its people, its keys, its limits, the calls made and the money behind them.
-- Amounts are nano-US-dollars in bigint; prices are nano-US-dollars per million tokens. Every tenant table leads its key with org_id.

create table organizations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  timezone text not null default 'UTC',
  demo boolean not null default false,
  suspended_at timestamptz,
  created_at timestamptz not null default now()
);

create table teams (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);
create unique index teams_name on teams (org_id, lower(name)) where archived_at is null;

-- People stand outside organizations; a membership puts them inside one.
create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,
  operator boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));

create table members (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  role text not null check (role in ('owner')),
  created_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
create index members_user on members (user_id);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);

create table keys (
  org_id uuid not null references organizations,
  id uuid not null,
  team_id uuid not null,
  name text not null check (length(name) between 1 and 120),
  secret_hash bytea not null unique,
  last_four text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz,
  disabled_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, team_id) references teams (org_id, id)
);

-- Keys for automation: they manage inference keys and cannot make calls.
create table management_keys (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  secret_hash bytea not null unique,
  last_four text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (org_id, id)
);

-- A cap on one scope over one period. The organization's credit is one of them: kind 'credit', period 'total'.
create table limits (
  org_id uuid not null references organizations,
  id uuid not null,
  scope text not null check (scope in ('organization', 'team', 'key')),
  scope_id uuid not null,
  kind text not null check (kind in ('credit', 'budget')),
  unit text not null default 'usd' check (unit = 'usd'),
  period text not null check (period in ('day', 'week', 'month', 'total')),
  amount bigint not null check (amount >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (org_id, id),
  check (kind <> 'credit' or (scope = 'organization' and period = 'total'))
);
create unique index limits_scope on limits (org_id, scope_id, kind, unit, period) where removed_at is null;

-- One period's counters of one limit, made on first use and never reset. The only rows that every call changes.
create table windows (
  org_id uuid not null,
  id bigint generated always as identity,
  limit_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  used bigint not null default 0 check (used >= 0),
  held bigint not null default 0 check (held >= 0),
  primary key (org_id, id),
  unique (org_id, limit_id, starts_at),
  foreign key (org_id, limit_id) references limits (org_id, id)
) with (fillfactor = 30, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- The reservation of a call under way: the durable record that it may spend up to `amount` in each of its windows.
create table holds (
  org_id uuid not null,
  id uuid not null,
  team_id uuid not null,
  key_id uuid not null,
  amount bigint not null check (amount >= 0),
  floor bigint not null check (floor >= 0),
  window_ids bigint[] not null,
  requested_model text not null,
  model text not null,
  provider text not null,
  price_id bigint,
  streamed boolean not null,
  prompt_tokens bigint not null default 0,
  node text not null,
  placed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
create index holds_expiry on holds (expires_at);

-- One row per call, refused ones included. `id` is a UUIDv7, so its order is the order of time.
create table calls (
  org_id uuid not null,
  id uuid not null,
  team_id uuid not null,
  key_id uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz not null default now(),
  status text not null check (status in ('ok', 'failed', 'cancelled', 'refused', 'expired')),
  http_status int,
  reason text,
  refusal jsonb,
  requested_model text not null,
  model text,
  provider text,
  price_id bigint,
  streamed boolean not null,
  finish_reason text,
  upstream_id text,
  prompt_tokens bigint,
  completion_tokens bigint,
  cached_tokens bigint,
  reasoning_tokens bigint,
  held bigint not null default 0,
  cost bigint not null default 0 check (cost >= 0),
  cost_source text check (cost_source in ('provider', 'catalog', 'estimate')),
  overrun boolean not null default false,
  late boolean not null default false,
  window_ids bigint[] not null default '{}',
  first_byte_ms int,
  duration_ms int,
  primary key (org_id, id)
);
create index calls_key on calls (org_id, key_id, id);

-- Price versions: a changed price is a new row, so any bill can be recomputed from the call's price_id and tokens.
create table prices (
  id bigint generated always as identity primary key,
  provider text not null,
  model text not null,
  input bigint not null check (input >= 0),
  cached_input bigint not null check (cached_input >= 0),
  cache_write bigint not null check (cache_write >= 0),
  output bigint not null check (output >= 0),
  -- Prices of prompts longer than long_from tokens, where the provider has such.
  long_from bigint,
  long_input bigint,
  long_cached_input bigint,
  long_cache_write bigint,
  long_output bigint,
  source text not null,
  valid_from timestamptz not null default now()
);
create index prices_current on prices (provider, model, id desc);

-- The double-entry book behind credit: append-only, every entry sums to zero (checked when the transaction commits).
create table journal_entries (
  org_id uuid not null references organizations,
  id uuid not null,
  kind text not null check (kind in ('grant', 'withdrawal')),
  note text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id)
);
create table journal_postings (
  org_id uuid not null,
  entry_id uuid not null,
  account text not null check (account in ('customer_credit', 'operator_grants')),
  amount bigint not null,
  primary key (org_id, entry_id, account),
  foreign key (org_id, entry_id) references journal_entries (org_id, id)
);

create function journal_entry_balances() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from journal_postings where org_id = new.org_id and entry_id = new.entry_id) <> 0 then
    raise exception 'journal entry % does not sum to zero', new.entry_id;
  end if;
  return null;
end $$;
create constraint trigger journal_entry_balances after insert on journal_postings
  deferrable initially deferred for each row execute function journal_entry_balances();

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_entries_append_only before update or delete on journal_entries for each row execute function journal_is_append_only();
create trigger journal_postings_append_only before update or delete on journal_postings for each row execute function journal_is_append_only();
