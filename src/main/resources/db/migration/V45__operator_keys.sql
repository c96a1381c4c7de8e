-- Keys of programs that run the installation over the API. Their secrets are known by their SHA-256 alone.
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

-- A program that grants credit or withdraws it says which of its own doings that is, so that sending it again books nothing.
alter table journal_entries add reference text check (length(reference) between 1 and 120);
create unique index journal_entries_reference on journal_entries (org_id, reference) where reference is not null;
