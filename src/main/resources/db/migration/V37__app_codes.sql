-- Sign-in for apps (PKCE): what a person allowed an app to have, until the app fetches its key. Of the code only its SHA-256 is here.
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
