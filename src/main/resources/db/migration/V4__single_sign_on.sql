-- Single sign-on: who a person is at the identity provider, the sessions that hang on it, and what its claims mean in organizations.

-- A person is known by the issuer and the subject, never by an address. `operator`: it is this identity that made them one.
create table identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  operator boolean not null default false,
  -- What the provider did not say of the person at the last sign-in or refresh although something here depends on it: group, role,
  -- organization.
  unclear_claims text[] not null default '{}',
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create unique index identities_user on identities (user_id, issuer);
call installation_table('identities');

-- Tokens are encrypted and bound to their row. `asked_until`: one node at a time asks the provider.
create table sso_sessions (
  session_id uuid primary key references sessions (id) on delete cascade,
  issuer text not null,
  subject text not null,
  sid text,
  refresh_token text,
  id_token text not null,
  refresh_due_at timestamptz not null,
  asked_until timestamptz not null default '-infinity',
  foreign key (issuer, subject) references identities on delete cascade
);
create index sso_sessions_subject on sso_sessions (issuer, subject);
create index sso_sessions_sid on sso_sessions (issuer, sid);
call installation_table('sso_sessions');

-- Logout tokens that came, so that none counts twice.
create table sso_logout_tokens (
  issuer text not null,
  jti text not null,
  expires_at timestamptz not null,
  primary key (issuer, jti)
);
call installation_table('sso_logout_tokens');

-- An organization without a row has the defaults. `default_role` is for people who are admitted and whom no rule names; null keeps
-- them out.
create table sso_settings (
  org_id uuid primary key references organizations,
  required boolean not null default false,
  default_role text default 'member',
  leavers text not null default 'revoke' check (leavers in ('revoke', 'make_service')),
  updated_at timestamptz not null default now()
);
call tenant_table('sso_settings');

-- People with that value of that claim have that role in the organization, or in that team of it.
create table sso_rules (
  org_id uuid not null references organizations,
  id uuid not null,
  claim text not null check (claim in ('group', 'role', 'organization')),
  value text not null check (length(value) between 1 and 200),
  team_id uuid,
  role text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  foreign key (org_id, team_id) references teams (org_id, id)
);
create unique index sso_rules_once on sso_rules (org_id, claim, value, team_id) nulls not distinct;
create index sso_rules_value on sso_rules (value);
call tenant_table('sso_rules');

-- E-mail domains that an organization says are its own. They bind nothing before an operator approved them.
create table sso_domains (
  org_id uuid not null references organizations,
  domain text not null check (domain = lower(domain) and length(domain) between 3 and 190),
  requested_at timestamptz not null default now(),
  requested_by text not null,
  approved_at timestamptz,
  approved_by text,
  primary key (org_id, domain)
);
create unique index sso_domains_approved on sso_domains (domain) where approved_at is not null;
call tenant_table('sso_domains');
