-- Providers as accounts: those that operators add for everybody, those that organizations bring for themselves, how they
-- do on each node, and what operators change.

-- Every change of a provider takes the next number, and the row is locked until it commits: nodes ask for what is newer
-- than what they know, and miss nothing.
create table provider_changes (
  single boolean primary key default true check (single),
  version bigint not null
);
insert into provider_changes (version) values (0);

-- `api_key` is encrypted and bound to its row; people see `key_end`. A price is nano-US-dollars per million tokens, for
-- models that the catalogue does not list. No models: what the catalogue lists for the dialect. Removed rows stay without
-- their key, so that nodes hear of the removal.
create table operator_providers (
  id uuid primary key,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  dialect text not null,
  base_url text not null,
  models text[] not null default '{}',
  any_model boolean not null,
  input_price bigint check (input_price >= 0),
  output_price bigint check (output_price >= 0),
  cost_header text not null,
  position int not null check (position between 1 and 999),
  api_key text,
  key_end text,
  enabled boolean not null default true,
  version bigint not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  check ((input_price is null) = (output_price is null)),
  check ((api_key is null) = (key_end is null)),
  check (removed_at is null or api_key is null)
);
create unique index operator_providers_name on operator_providers (name) where removed_at is null;
create index operator_providers_version on operator_providers (version);

create table organization_providers (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  dialect text not null,
  base_url text not null,
  models text[] not null default '{}',
  any_model boolean not null,
  input_price bigint check (input_price >= 0),
  output_price bigint check (output_price >= 0),
  cost_header text not null,
  position int not null check (position between 1 and 999),
  api_key text,
  key_end text,
  enabled boolean not null default true,
  version bigint not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (org_id, id),
  check ((input_price is null) = (output_price is null)),
  check ((api_key is null) = (key_end is null)),
  check (removed_at is null or api_key is null)
);
create unique index organization_providers_name on organization_providers (org_id, name) where removed_at is null;
create index organization_providers_version on organization_providers (version);

-- What each node told of each provider last. `org_id` is null for the installation's own; `account` names it together with
-- its organization. Milliseconds are to the first byte.
create table provider_health (
  node text not null,
  account text not null,
  org_id uuid references organizations,
  name text not null,
  state text not null check (state in ('closed', 'open', 'half_open')),
  limited boolean not null,
  calls bigint not null,
  failures bigint not null,
  median_ms bigint,
  slow_ms bigint,
  tokens_per_second bigint,
  last_error text,
  last_error_at timestamptz,
  -- Since when the provider turns the account down; null where it does not.
  account_refused_at timestamptz,
  at timestamptz not null default now(),
  primary key (node, account)
);
create index provider_health_account on provider_health (account);

-- Circuits that a person closed: all nodes close theirs.
create table provider_closings (
  account text primary key,
  org_id uuid references organizations,
  version bigint not null
);

-- What operators change outside of organizations, as `audit_entries` is for what is within one.
create table operator_audit_entries (
  id uuid primary key,
  at timestamptz not null default now(),
  actor_id uuid not null,
  actor_name text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}'
);
create trigger operator_audit_entries_append_only before update or delete on operator_audit_entries
  for each row execute function audit_is_append_only();
