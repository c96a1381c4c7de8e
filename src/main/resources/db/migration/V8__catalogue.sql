-- What operators say about prices and models, names that organizations give to models, and what operators did.

-- A `listing` is what a public list or a setting says, an `override` what an operator says: it wins from its date on, until
-- it is withdrawn. A withdrawal is a fact of its own, so no row of `prices` ever changes.
alter table prices
  add column kind text not null default 'listing' check (kind in ('listing', 'override')),
  add column set_by text,
  add column note text,
  add check ((kind = 'override') = (set_by is not null));

create table price_withdrawals (
  price_id bigint primary key references prices,
  withdrawn_by text not null,
  withdrawn_at timestamptz not null default now()
);

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

-- Grows with every change of prices, withdrawals and settings, so that nodes see that there is something to read. Its row is
-- locked by each such change, so they are committed one after the other and none is read over.
create table catalog_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into catalog_version (version) values (1);

create table aliases (
  org_id uuid not null references organizations,
  name text not null check (name = lower(name) and length(name) between 1 and 120),
  target text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, name)
);

-- What people who run the installation did outside any organization; `audit_entries` has what was done within one.
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
