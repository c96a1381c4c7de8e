-- Texts of requests that an organization chose to keep, to try rules on them.

-- A row while an organization keeps samples; none where it does not.
create table guardrail_sampling (
  org_id uuid not null unique references organizations,
  id uuid not null,
  -- One request in so many; zero for none, so that only texts that people save are kept.
  one_in int not null check (one_in between 0 and 100000),
  maximum int not null check (maximum between 1 and 1000),
  days int not null check (days between 1 and 90),
  set_by text not null,
  set_at timestamptz not null,
  primary key (org_id, id)
);
call tenant_table('guardrail_sampling');

-- `texts` is sealed: the parts of a request as rules read them, or a text that somebody saved.
create table guardrail_samples (
  org_id uuid not null references organizations,
  id uuid not null,
  -- Of the request; all null for a text that somebody saved.
  call_id uuid,
  team_id uuid,
  key_id uuid,
  model text not null default '',
  -- Whether it is what a model answered.
  output boolean not null,
  characters int not null check (characters > 0),
  -- Whether the request had more text than is kept of one.
  cut boolean not null,
  texts text not null,
  saved_by text,
  kept_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (org_id, id),
  check ((call_id is null) = (team_id is null) and (call_id is null) = (key_id is null)),
  check ((call_id is null) = (saved_by is not null))
);
create index guardrail_samples_expires_at on guardrail_samples (expires_at);
call tenant_table('guardrail_samples');
