-- Guardrails: rules with all their versions, exceptions from them, what they found, and samples to try them on.

-- Every change of a rule takes the next number, and the row is locked until it commits: nodes ask for what is newer than what
-- they know, and miss nothing.
create table guardrail_changes (
  single boolean primary key default true check (single),
  version bigint not null
);
insert into guardrail_changes (version) values (0);
call installation_table('guardrail_changes');
grant select, update on guardrail_changes to nemorouter_console;

-- `org_id` is all zeros for rules of the installation, as it is in `audit_entries`. `scope_id` is what the rule applies to; of the
-- organization and the installation it is `org_id` itself. `version` is the one in force.
create table guardrail_rules (
  org_id uuid not null,
  id uuid not null,
  organization uuid generated always as (nullif(org_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored references organizations,
  scope text not null check (scope in ('installation', 'organization', 'team', 'key')),
  scope_id uuid not null,
  -- The team that a rule of a team or key is in.
  team_id uuid,
  name text not null check (length(name) between 1 and 80),
  version int not null check (version > 0),
  changed bigint not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  deleted_by text,
  primary key (org_id, id),
  check ((scope = 'installation') = (org_id = '00000000-0000-0000-0000-000000000000')),
  check (scope not in ('installation', 'organization') or scope_id = org_id),
  check ((scope in ('team', 'key')) = (team_id is not null)),
  check ((deleted_at is null) = (deleted_by is null))
);
create unique index guardrail_rules_name on guardrail_rules (org_id, scope_id, lower(name)) where deleted_at is null;
create index guardrail_rules_changed on guardrail_rules (changed);
call tenant_table('guardrail_rules');
-- A rule that was deleted stays as history.
revoke delete on guardrail_rules from nemorouter_console;

create table guardrail_versions (
  org_id uuid not null,
  rule_id uuid not null,
  number int not null check (number > 0),
  name text not null,
  state text not null check (state in ('off', 'shadow', 'on')),
  action text not null check (action in ('flag', 'redact', 'block')),
  on_input boolean not null,
  on_output boolean not null,
  closed boolean not null,
  restores boolean not null,
  keeps_text boolean not null,
  message text not null check (length(message) <= 300),
  -- What it looks for, as JSON; `detector` is its kind.
  detector text not null,
  looks_for text not null check (looks_for is json object),
  -- Which version this one returns to.
  returns_to int,
  reason text not null check (length(reason) <= 500),
  made_by text not null,
  made_at timestamptz not null,
  primary key (org_id, rule_id, number),
  foreign key (org_id, rule_id) references guardrail_rules (org_id, id),
  check (on_input or on_output)
);
call tenant_table('guardrail_versions');
-- Versions are written once.
revoke update, delete on guardrail_versions from nemorouter_console;
revoke update on guardrail_versions from nemorouter_installation;

-- What a rule does not apply to, for a time. A row stays when its time is over.
create table guardrail_exceptions (
  org_id uuid not null,
  id uuid not null,
  rule_id uuid not null,
  scope text not null check (scope in ('organization', 'team', 'key')),
  scope_id uuid not null,
  owner text not null check (length(owner) between 1 and 120),
  reason text not null check (length(reason) between 1 and 500),
  granted_by text not null,
  granted_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > granted_at),
  ended_at timestamptz,
  ended_by text,
  primary key (org_id, id),
  foreign key (org_id, rule_id) references guardrail_rules (org_id, id),
  check ((ended_at is null) = (ended_by is null))
);
create index guardrail_exceptions_rule on guardrail_exceptions (org_id, rule_id);
call tenant_table('guardrail_exceptions');
revoke delete on guardrail_exceptions from nemorouter_console;

-- From it comes each organization's own secret for placeholders. It is encrypted, and lasts when the key for secrets changes.
create table guardrail_secret (
  single boolean primary key default true check (single),
  sealed text not null
);
call installation_table('guardrail_secret');
revoke delete on guardrail_secret from nemorouter_installation;

-- What guardrails found: a row for each request that was looked at, a row for each rule that found something in it or failed, and
-- what both add up to in each hour. No row has a text of a request, unless a rule keeps what it matches: then sealed, in `matched`.
create table guardrail_screenings (
  org_id uuid not null,
  call_id uuid not null,
  team_id uuid not null,
  key_id uuid not null,
  member_id uuid,
  at timestamptz not null,
  model text not null,
  verdict text not null check (verdict in ('allowed', 'flagged', 'redacted', 'blocked', 'unavailable')),
  -- What each rule said: rule_id, rule_version, rule_name, check_kind, action, shadow, verdict, found, failed, took_us.
  rules jsonb not null,
  primary key (org_id, call_id)
) partition by range (call_id);
create table guardrail_screenings_elsewhen partition of guardrail_screenings default;
call tenant_table('guardrail_screenings');

create table guardrail_events (
  org_id uuid not null,
  id uuid not null,
  call_id uuid not null,
  team_id uuid not null,
  key_id uuid not null,
  member_id uuid,
  at timestamptz not null,
  model text not null,
  rule_id uuid not null,
  rule_version int not null,
  rule_name text not null,
  check_kind text not null,
  action text not null check (action in ('flag', 'redact', 'block')),
  shadow boolean not null,
  verdict text not null check (verdict in ('allowed', 'flagged', 'redacted', 'blocked', 'unavailable')),
  failed boolean not null,
  -- How often it matched; `findings` has the first of them.
  found int not null check (found >= 0),
  directions text[] not null,
  kinds text[] not null,
  findings jsonb not null,
  matched text,
  took_us bigint not null,
  primary key (org_id, id)
) partition by range (id);
create index guardrail_events_call on guardrail_events (org_id, call_id);
create index guardrail_events_rule on guardrail_events (org_id, rule_id, id);
create index guardrail_events_matched on guardrail_events (id) where matched is not null;
create table guardrail_events_elsewhen partition of guardrail_events default;
call tenant_table('guardrail_events');

-- All columns that count are of requests, but for `found`.
create table guardrail_hours (
  org_id uuid not null,
  hour timestamptz not null,
  rule_id uuid not null,
  team_id uuid not null,
  key_id uuid not null,
  -- As it was called last.
  rule_name text not null,
  check_kind text not null,
  screened bigint not null,
  hits bigint not null,
  found bigint not null,
  flags bigint not null,
  redactions bigint not null,
  blocks bigint not null,
  shadow_hits bigint not null,
  failures bigint not null,
  took_us bigint not null,
  primary key (org_id, hour, rule_id, team_id, key_id)
);
create index guardrail_hours_hour on guardrail_hours (hour);
call tenant_table('guardrail_hours');
-- All three are written by the application for requests, never for a person.
revoke insert, update, delete on guardrail_screenings, guardrail_events, guardrail_hours from nemorouter_console;

-- Texts of requests that an organization chose to keep, to try rules on them: a row while it does, and none where it does not.
create table guardrail_sampling (
  org_id uuid not null unique references organizations,
  id uuid not null,
  -- One request in so many; zero for none, so that only texts that people save are kept.
  one_in int not null check (one_in between 0 and 100000),
  maximum int not null check (maximum between 1 and 1000),
  days int not null check (days between 1 and 90),
  -- Whether answers are kept too.
  answers boolean not null default false,
  set_by text not null,
  set_at timestamptz not null,
  primary key (org_id, id)
);
call tenant_table('guardrail_sampling');

-- `texts` is sealed: the parts of a request as rules read them, or a text that a person saved.
create table guardrail_samples (
  org_id uuid not null references organizations,
  id uuid not null,
  -- Of the request; all null for a text that a person saved.
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
