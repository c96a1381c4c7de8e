-- Usage reports by e-mail, which people set up for themselves: one a person and organization.
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

-- It reads a setting of the transaction, which parallel workers know. Without this no query for an organization could be
-- worked on by several of them, and sums over half a million requests took twice as long.
alter function current_org() parallel safe;
