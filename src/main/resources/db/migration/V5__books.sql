-- What checking the books needs: its runs, settlements that could not be booked, and what retention leaves behind.

-- `carried_excess` is the part of `carried` that went beyond what was held: overruns and late settlements of calls that
-- are past their retention.
alter table windows add column carried_excess bigint not null default 0 check (carried_excess >= 0);

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
