-- What models cost and what operators decided about them, names that organizations give to models, and providers as accounts:
-- those that operators add for everybody, those that organizations bring for themselves, and how they do on each node.

-- Price versions: a changed price is a new row, so any bill can be recomputed from the request's price_id and tokens. A `listing`
-- is what a public list or a setting says, an `override` what an operator says: it wins from its date on, until it is withdrawn.
create table prices (
  id bigint generated always as identity primary key,
  provider text not null,
  model text not null,
  kind text not null default 'listing' check (kind in ('listing', 'override')),
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
  -- Null where audio costs what text costs.
  audio_input bigint check (audio_input >= 0),
  audio_output bigint check (audio_output >= 0),
  -- Nano-US-dollars per million units.
  unit text check (unit in ('image', 'second', 'character', 'search', 'request')),
  unit_price bigint check (unit_price >= 0),
  source text not null,
  set_by text,
  note text,
  valid_from timestamptz not null default now(),
  check ((unit is null) = (unit_price is null)),
  check ((kind = 'override') = (set_by is not null))
);
create index prices_current on prices (provider, model, id desc);
call installation_table('prices');

-- A withdrawal is a fact of its own, so no row of `prices` ever changes.
create table price_withdrawals (
  price_id bigint primary key references prices,
  withdrawn_by text not null,
  withdrawn_at timestamptz not null default now()
);
call installation_table('price_withdrawals');

-- What an operator decided about a model (provider is empty then) or about one provider's way to serve it.
create table catalog_settings (
  provider text not null,
  model text not null,
  disabled boolean not null default false,
  deprecated boolean not null default false,
  successor text,
  retires_on date,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (provider, model),
  check (not deprecated or provider = '')
);
call installation_table('catalog_settings');

-- Grows with every change of prices, withdrawals and settings, so that nodes see that there is something to read. Its row is
-- locked by each such change, so they are committed one after the other and none is read over.
create table catalog_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into catalog_version (version) values (1);
call installation_table('catalog_version');

-- Prices and decisions are common to all organizations and no secret.
grant select on prices, price_withdrawals, catalog_settings, catalog_version to nemorouter_console;

create table aliases (
  org_id uuid not null references organizations,
  name text not null check (name = lower(name) and length(name) between 1 and 120),
  target text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, name)
);
call tenant_table('aliases');

-- Every change of a provider takes the next number, and the row is locked until it commits: nodes ask for what is newer
-- than what they know, and miss nothing.
create table provider_changes (
  single boolean primary key default true check (single),
  version bigint not null
);
insert into provider_changes (version) values (0);
call installation_table('provider_changes');
grant select, update on provider_changes to nemorouter_console;

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
  -- Names of parameters that the provider gets beside those that its dialect knows (docs/client-formats.md).
  pass_on text[] not null default '{}',
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
call installation_table('operator_providers');
-- A name that the installation gave to a provider of its own is taken.
grant select (name, removed_at) on operator_providers to nemorouter_console;

-- The columns are those of `operator_providers`.
create table organization_providers (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,39}$'),
  dialect text not null,
  base_url text not null,
  models text[] not null default '{}',
  any_model boolean not null,
  pass_on text[] not null default '{}',
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
call tenant_table('organization_providers');

-- What each node reported of each provider last. `org_id` is null for the installation's own; `account` names it together with
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
  -- How the provider does with each of its models that failed of late: an object by the model's name.
  models jsonb not null default '{}',
  -- Circuits of a key and a model that are not closed.
  paused_keys bigint not null default 0,
  at timestamptz not null default now(),
  primary key (node, account)
);
create index provider_health_account on provider_health (account);
call tenant_table('provider_health');

-- Circuits that a person closed: all nodes close theirs.
create table provider_closings (
  account text primary key,
  org_id uuid references organizations,
  version bigint not null
);
call tenant_table('provider_closings');
