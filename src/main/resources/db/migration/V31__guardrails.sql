-- Guardrails: rules with all their versions, exceptions from them, and the secret that placeholders come from.

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
