-- Key lifecycle: secrets that rotate, what keys may be used for, and management keys that people make.

-- A key's secrets are numbered from 1. The newest one is in `secret_hash`; the one before it stays valid until `previous_until`.
-- Holds name the number of the secret that they came with, and the hold engine compares it with this row.
-- Empty lists allow everything. Of `allowed_models`, an entry is a model, an alias or `author/*`.
alter table keys
  add column description text not null default '' check (length(description) <= 500),
  add column secret_number int not null default 1 check (secret_number > 0),
  add column secret_created_at timestamptz not null default now(),
  add column secret_used_at timestamptz,
  add column previous_hash bytea unique,
  add column previous_last_four text,
  add column previous_until timestamptz,
  add column previous_used_at timestamptz,
  -- Of the form that it was made with, so that sending that form again makes no second key.
  add column form_id uuid,
  add column allowed_models text[] not null default '{}',
  add column allowed_endpoints text[] not null default '{}',
  add column allowed_addresses text[] not null default '{}';
update keys set secret_created_at = created_at, secret_used_at = last_used_at;
create unique index keys_form on keys (org_id, form_id) where form_id is not null;

alter table teams add column allowed_models text[] not null default '{}';
alter table organizations add column allowed_models text[] not null default '{}';

alter table management_keys
  add column created_by text not null default 'setup',
  add column expires_at timestamptz,
  add column allowed_addresses text[] not null default '{}',
  add column secret_number int not null default 1 check (secret_number > 0),
  add column secret_created_at timestamptz not null default now(),
  add column previous_hash bytea unique,
  add column previous_last_four text,
  add column previous_until timestamptz,
  add column last_used_at timestamptz,
  add column form_id uuid;
update management_keys set secret_created_at = created_at;
create unique index management_keys_form on management_keys (org_id, form_id) where form_id is not null;
