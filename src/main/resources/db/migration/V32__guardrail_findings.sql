-- What guardrails found: a row per call that was looked at, a row per rule that found something in it or failed, and what both
-- add up to per hour. No row has a text of a call, unless a rule keeps what it matches: then sealed, in `matched`.

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

-- All columns that count are of calls, but for `found`.
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

call tenant_table('guardrail_screenings');
call tenant_table('guardrail_events');
call tenant_table('guardrail_hours');
-- They are written by the application for calls, never for a person.
revoke insert, update, delete on guardrail_screenings, guardrail_events, guardrail_hours from nemorouter_console;
