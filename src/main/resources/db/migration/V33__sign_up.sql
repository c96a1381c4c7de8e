-- People make accounts and organizations of their own, where the operator lets them.

-- Addresses whose owner asked for an account and has yet to show that they are theirs. A newer request replaces the older one, so that
-- its link alone counts.
create table registrations (
  address text primary key check (address = lower(address)),
  email text not null,
  token_hash bytea not null unique,
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index registrations_expires_at on registrations (expires_at);
call installation_table('registrations');

-- Which version of the operator's terms a person accepted, and when. It stays.
create table terms_acceptances (
  user_id uuid not null references users,
  version text not null check (length(version) between 1 and 60),
  url text not null,
  accepted_at timestamptz not null default now(),
  primary key (user_id, version)
);
call installation_table('terms_acceptances');
revoke update, delete on terms_acceptances from nemorouter_installation;

-- Whose mailbox had its starting credit, as a hash: one person gets it once, however they write their address.
create table starting_credits (
  person text primary key,
  amount bigint not null check (amount > 0),
  granted_at timestamptz not null default now()
);
call installation_table('starting_credits');
revoke update, delete on starting_credits from nemorouter_installation;

-- Who does not want to see the first steps of an organization any more.
create table hidden_first_steps (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  hidden_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
call tenant_table('hidden_first_steps');
