-- Accounts with a second factor, letters that reset a password, and guessing slowed down over all nodes.

-- A suspended account signs in nowhere, and its sessions count no more.
alter table users
  add column suspended_at timestamptz,
  add column last_sign_in_at timestamptz;

alter table sessions add column second_factor boolean not null default false;

-- From where somebody signed in before, as a hash: strangers who guess at the account from elsewhere do not lock them out there.
create table familiar_addresses (
  user_id uuid not null references users on delete cascade,
  address_hash bytea not null,
  last_at timestamptz not null default now(),
  primary key (user_id, address_hash)
);
create index familiar_addresses_last_at on familiar_addresses (last_at);

-- The secret is encrypted. It counts from the moment it was confirmed, and no code of a step up to the last one used counts again.
create table second_factors (
  user_id uuid primary key references users on delete cascade,
  secret text not null,
  last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz
);

create table recovery_codes (
  user_id uuid not null references second_factors on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- Somebody whose password was right and who has yet to give a code. It opens nothing else.
create table pending_sign_ins (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index pending_sign_ins_user on pending_sign_ins (user_id);
create index pending_sign_ins_expires_at on pending_sign_ins (expires_at);

create table password_resets (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index password_resets_user on password_resets (user_id);
create index password_resets_expires_at on password_resets (expires_at);

-- How often something was tried since when. What it was, an address or an account, stands here as its hash only.
create table throttled (
  what bytea primary key,
  tries integer not null,
  since timestamptz not null
);
create index throttled_since on throttled (since);

call installation_table('familiar_addresses');
call installation_table('second_factors');
call installation_table('recovery_codes');
call installation_table('pending_sign_ins');
call installation_table('password_resets');
call installation_table('throttled');
