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
