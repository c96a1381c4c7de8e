-- What every new key or member of an organization gets as limits of its own. Changing a default leaves alone what has it
-- already: a limit says which default it came from.
create table limit_defaults (
  org_id uuid not null references organizations,
  id uuid not null,
  scope text not null check (scope in ('key', 'member')),
  unit text not null check (unit in ('usd', 'tokens', 'requests', 'in_flight')),
  period text not null check (period in ('minute', 'hour', 'day', 'week', 'month', 'total')),
  amount bigint not null check (amount >= 0),
  model text,
  provider text,
  alert_at int[] not null check (1 <= all (alert_at) and 100 >= all (alert_at)),
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (org_id, id),
  check (unit <> 'in_flight' or period = 'total')
);
create unique index limit_defaults_scope on limit_defaults
  (org_id, scope, unit, period, coalesce(model, ''), coalesce(provider, '')) where removed_at is null;

alter table limits add column default_id uuid;
alter table limits add foreign key (org_id, default_id) references limit_defaults (org_id, id);
create index limits_default on limits (org_id, default_id) where default_id is not null;
