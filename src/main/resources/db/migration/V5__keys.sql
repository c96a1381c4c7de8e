-- Keys that call models, keys that manage an organization, and keys that run the installation. Of a secret only the SHA-256 is here.

-- Key secrets are numbered from 1. The newest one is in `secret_hash`; the one before it stays valid until `previous_until`. Holds
-- name the number of the secret that they came with, and the hold engine compares it with this row. Empty lists allow everything.
create table keys (
  org_id uuid not null references organizations,
  id uuid not null,
  team_id uuid not null,
  -- A key may belong to a member, whose limits then count its requests too.
  owner_id uuid,
  -- The name and address of the last owner, set where a key has none any more.
  former_owner text,
  name text not null check (length(name) between 1 and 120),
  description text not null default '' check (length(description) <= 500),
  secret_hash bytea not null unique,
  last_four text not null,
  secret_number int not null default 1 check (secret_number > 0),
  secret_created_at timestamptz not null default now(),
  secret_used_at timestamptz,
  previous_hash bytea unique,
  previous_last_four text,
  previous_until timestamptz,
  previous_used_at timestamptz,
  -- An entry is a model, an alias or `author/*`.
  allowed_models text[] not null default '{}',
  allowed_endpoints text[] not null default '{}',
  allowed_addresses text[] not null default '{}',
  -- Of the form that it was made with, so that sending that form again makes no second key.
  form_id uuid,
  created_by text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  disabled_at timestamptz,
  -- Set where nobody disabled it: it ends by itself when its owner is no longer suspended.
  disabled_reason text check (disabled_reason = 'owner_suspended'),
  revoked_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, team_id) references teams (org_id, id),
  foreign key (org_id, owner_id) references members (org_id, user_id),
  check (disabled_reason is null or disabled_at is not null)
);
create index keys_owner on keys (org_id, owner_id) where owner_id is not null;
create unique index keys_form on keys (org_id, form_id) where form_id is not null;
call tenant_table('keys');

-- While its owner is suspended a key is disabled, which is what holds look at, and no longer than that, whatever writes the row.
create function key_stands_as_its_owner() returns trigger language plpgsql as $$
begin
  if exists (select from members m
              where m.org_id = new.org_id and m.user_id = new.owner_id and m.suspended_at is not null) then
    if new.disabled_at is null then
      new.disabled_at := now();
      new.disabled_reason := 'owner_suspended';
    end if;
  elsif new.disabled_reason = 'owner_suspended' then
    new.disabled_at := null;
    new.disabled_reason := null;
  end if;
  return new;
end $$;
create trigger keys_stand_as_their_owner before insert or update of owner_id, disabled_at, disabled_reason on keys
  for each row execute function key_stands_as_its_owner();

-- Keys for automation: they manage inference keys and cannot call models. Their secrets rotate as those of keys do.
create table management_keys (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null,
  -- Null: everything that programs may do.
  permissions text[],
  secret_hash bytea not null unique,
  last_four text not null,
  secret_number int not null default 1 check (secret_number > 0),
  secret_created_at timestamptz not null default now(),
  previous_hash bytea unique,
  previous_last_four text,
  previous_until timestamptz,
  allowed_addresses text[] not null default '{}',
  form_id uuid,
  created_by text not null default 'setup',
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (org_id, id)
);
create unique index management_keys_form on management_keys (org_id, form_id) where form_id is not null;
call tenant_table('management_keys');

-- Keys of programs that run the installation over the API.
create table operator_keys (
  id uuid primary key,
  name text not null check (length(name) between 1 and 120),
  secret_hash bytea not null unique,
  last_four text not null,
  read_only boolean not null,
  allowed_addresses text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  -- Of the form that asked for it, which makes one key however often it is sent.
  form_id uuid unique
);
call installation_table('operator_keys');
revoke delete on operator_keys from nemorouter_installation;

-- Sign-in for apps (PKCE): what a person allowed an app to have, until the app fetches its key.
create table app_codes (
  org_id uuid not null references organizations,
  id uuid not null,
  code_hash bytea not null,
  challenge text not null check (challenge ~ '^[A-Za-z0-9_-]{43}$'),
  user_id uuid not null references users on delete cascade,
  team_id uuid not null,
  app text not null check (length(app) <= 300),
  name text not null check (length(name) between 1 and 120),
  monthly_limit bigint check (monthly_limit >= 0),
  key_expires_at timestamptz,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (org_id, id),
  unique (org_id, code_hash),
  foreign key (org_id, team_id) references teams (org_id, id)
);
create index app_codes_expires_at on app_codes (expires_at);
call tenant_table('app_codes');

-- Keys that were taken over from an account elsewhere, so that an import can be seen and undone as a whole.
create table imports (
  org_id uuid not null references organizations,
  id uuid not null,
  source text not null check (length(source) between 1 and 200),
  created_by text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (org_id, id)
);
call tenant_table('imports');

-- `source_hash` is the name that the key has there, which is no secret.
create table import_keys (
  org_id uuid not null,
  import_id uuid not null,
  key_id uuid not null,
  source_hash text,
  primary key (org_id, import_id, key_id),
  foreign key (org_id, import_id) references imports (org_id, id),
  foreign key (org_id, key_id) references keys (org_id, id)
);
call tenant_table('import_keys');
