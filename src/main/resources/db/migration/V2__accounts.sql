-- People's accounts: how they sign in, their sessions, and accounts that they ask for themselves. Secrets and codes are here as
-- hashes or encrypted, never as they are.

-- People stand outside organizations; a membership puts them inside one.
create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text,
  -- Whether the person runs this installation.
  operator boolean not null default false,
  -- When the owner of the account showed that the address is theirs: by a link that was sent to it, by single sign-on, or as an
  -- operator. An address that was never verified gives way to the person who verifies it.
  email_verified_at timestamptz,
  created_at timestamptz not null default now(),
  last_sign_in_at timestamptz,
  -- A suspended account signs in nowhere, and its sessions count no more.
  suspended_at timestamptz
);
create unique index users_email on users (lower(email));
call installation_table('users');
alter table users enable row level security;
alter table users force row level security;
create policy installation on users to nemorouter_installation using (true) with check (true);
do $$
begin
  execute format('create policy migrations on users to %I using (true) with check (true)', current_user);
end $$;
-- Its policy for the console is with the table of members. Of the people a console never knows how they sign in.
grant select (id, email, name, created_at) on users to nemorouter_console;

-- A session is one sign-in of one person: how, from where and with which program, so that they can tell theirs apart.
create table sessions (
  token_hash bytea primary key,
  id uuid not null default gen_random_uuid() unique,
  user_id uuid not null references users,
  method text not null default 'password' check (method in ('password', 'sso')),
  second_factor boolean not null default false,
  address text not null default '',
  agent text not null default '',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
call installation_table('sessions');

-- From where a person signed in before, as a hash: strangers who guess at the account from elsewhere do not lock them out there.
create table familiar_addresses (
  user_id uuid not null references users on delete cascade,
  address_hash bytea not null,
  last_at timestamptz not null default now(),
  primary key (user_id, address_hash)
);
create index familiar_addresses_last_at on familiar_addresses (last_at);
call installation_table('familiar_addresses');

-- The secret is encrypted. It counts from the moment it was confirmed, and no code of a step up to the last one used counts again.
create table second_factors (
  user_id uuid primary key references users on delete cascade,
  secret text not null,
  last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz
);
call installation_table('second_factors');

create table recovery_codes (
  user_id uuid not null references second_factors on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);
call installation_table('recovery_codes');

-- A person whose password was right and who has yet to give a code. It opens nothing else.
create table pending_sign_ins (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index pending_sign_ins_user on pending_sign_ins (user_id);
create index pending_sign_ins_expires_at on pending_sign_ins (expires_at);
call installation_table('pending_sign_ins');

create table password_resets (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index password_resets_user on password_resets (user_id);
create index password_resets_expires_at on password_resets (expires_at);
call installation_table('password_resets');

-- How often something was tried since when. What it was, an address or an account, is here as its hash only.
create table throttled (
  what bytea primary key,
  tries integer not null,
  since timestamptz not null
);
create index throttled_since on throttled (since);
call installation_table('throttled');

-- Addresses whose owner asked for an account and has yet to show that they are theirs. A newer request replaces the older one, so
-- that its link alone counts.
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
  user_id uuid not null references users on delete cascade,
  version text not null check (length(version) between 1 and 60),
  url text not null,
  accepted_at timestamptz not null default now(),
  primary key (user_id, version)
);
call installation_table('terms_acceptances');
revoke update, delete on terms_acceptances from nemorouter_installation;
