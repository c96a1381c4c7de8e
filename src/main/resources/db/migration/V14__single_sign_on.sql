-- Single sign-on: who somebody is at the identity provider, the sessions that hang on it, and what its claims mean in organizations.

-- A person is known by the issuer and the subject, never by an address. `operator`: it is this identity that made them one.
create table identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  operator boolean not null default false,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create unique index identities_user on identities (user_id, issuer);

-- A sign-in under way, until the provider sends the browser back; taken once.
-- `link_session_id`: the session whose person asked to be linked.
create table sso_attempts (
  state_hash bytea primary key,
  browser_hash bytea not null,
  nonce text not null,
  verifier text not null,
  next text not null,
  link_session_id uuid references sessions (id) on delete cascade,
  expires_at timestamptz not null
);
create index sso_attempts_expires_at on sso_attempts (expires_at);

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

-- Logout tokens that came, so that none counts twice.
create table sso_logout_tokens (
  issuer text not null,
  jti text not null,
  expires_at timestamptz not null,
  primary key (issuer, jti)
);

-- An organization without a row has the defaults. `default_role`: of those who are admitted and whom no rule names; null keeps them out.
create table sso_settings (
  org_id uuid primary key references organizations,
  required boolean not null default false,
  default_role text default 'member',
  leavers text not null default 'revoke' check (leavers in ('revoke', 'make_service')),
  updated_at timestamptz not null default now()
);

-- Whoever has that value of that claim has that role in the organization, or in that team of it.
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

call installation_table('identities');
call installation_table('sso_attempts');
call installation_table('sso_sessions');
call installation_table('sso_logout_tokens');
call tenant_table('sso_settings');
call tenant_table('sso_rules');
call tenant_table('sso_domains');
