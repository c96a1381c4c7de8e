-- Alerts: which limits crossed which thresholds, and who is to be notified of it.

-- Where an organization's alerts go. `target` is what people may read of it; what grants anything is encrypted, bound to
-- this row: `address` (of an incoming Slack webhook, which needs no other secret) and the signing secrets of a webhook.
create table alert_channels (
  org_id uuid not null references organizations,
  id uuid not null,
  kind text not null check (kind in ('email', 'webhook', 'slack')),
  name text not null check (length(name) between 1 and 120),
  target text not null,
  address text,
  secret text,
  -- The secret before the last rotation also signs until then.
  previous_secret text,
  previous_until timestamptz,
  -- The lowest percentage that it is notified of, and whether it is notified of forecasts.
  from_percent int not null check (from_percent between 1 and 100),
  forecasts boolean not null,
  paused_at timestamptz,
  -- The receiver said that it is gone for good (HTTP 410).
  gone_at timestamptz,
  removed_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  check ((kind = 'slack') = (address is not null)),
  check ((kind = 'webhook') = (secret is not null))
);
call tenant_table('alert_channels');

-- What was noticed, as it stood then: limits and names change later. One row per window and threshold, whatever number of
-- nodes watch; a forecast has the threshold 0. No channel is notified of `passed` rows: a higher threshold was crossed with them.
create table alerts (
  org_id uuid not null references organizations,
  id uuid not null,
  kind text not null check (kind in ('threshold', 'forecast')),
  window_id bigint not null,
  threshold int not null check (threshold between 0 and 100),
  passed boolean not null default false,
  -- Credit never begins anew, but grows: an alert is over once more credit brings its use below the threshold again.
  over_at timestamptz,
  limit_id uuid not null,
  scope text not null,
  scope_id uuid not null,
  scope_name text not null,
  credit boolean not null,
  unit text not null,
  period text not null,
  model text,
  provider text,
  allowed bigint not null,
  used bigint not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  expected_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  check ((kind = 'forecast') = (threshold = 0)),
  check ((kind = 'forecast') = (expected_at is not null))
);
create unique index alerts_once on alerts (org_id, window_id, threshold) where over_at is null;
call tenant_table('alerts');

-- The outbox: each alert once for each channel that is to be notified. `id` is what receivers know the message by, so that one
-- that comes twice counts once. A node that takes one up leases it; should it die, another takes it up then.
create table alert_deliveries (
  org_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  channel_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'dropped')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  -- While a node is sending it.
  leased_until timestamptz,
  last_status int,
  last_error text,
  finished_at timestamptz,
  primary key (org_id, id),
  unique (org_id, alert_id, channel_id),
  foreign key (org_id, alert_id) references alerts (org_id, id),
  foreign key (org_id, channel_id) references alert_channels (org_id, id)
);
create index alert_deliveries_due on alert_deliveries (next_at) where state = 'waiting';
create index alert_deliveries_channel on alert_deliveries (org_id, channel_id) where state = 'waiting';
call tenant_table('alert_deliveries');

-- What credit had been used at the beginning of each day: the pace of the last days, without summing up calls.
create table credit_marks (
  org_id uuid not null,
  window_id bigint not null,
  day date not null,
  at timestamptz not null,
  used bigint not null,
  primary key (org_id, window_id, day)
);
call tenant_table('credit_marks');
