-- The audit log: changes are written in the same transaction as what they are about, and what makes a change of the log itself show
-- is that entries are hashed into blocks, each of which names the one before. docs/audit.md says exactly how.

-- Every operator's doing outside organizations is a log like those of organizations, under the nil UUID, which no organization has.
-- Block and place of an entry are written once, after its transaction: so one that commits late is in a later block, never in none.
create table audit_entries (
  org_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}',
  address text not null default '',
  agent text not null default '',
  block bigint,
  position int,
  primary key (org_id, id),
  constraint audit_entries_place check ((block is null) = (position is null))
);
create index audit_entries_unsealed on audit_entries (org_id, id) where block is null;
create unique index audit_entries_sealed on audit_entries (org_id, block, position) where block is not null;
create index audit_entries_noun on audit_entries (org_id, split_part(action, '.', 1), id);
create index audit_entries_actor on audit_entries (org_id, actor_id, id);
create index audit_entries_target on audit_entries (org_id, target, id);
create index audit_entries_address on audit_entries (org_id, address, id);
call tenant_table('audit_entries');
revoke update, delete on audit_entries from nemorouter_console, nemorouter_installation;
grant update (block, position), delete on audit_entries to nemorouter_installation;

-- The key pairs that heads are signed with, in base64: the public half for everybody, the private one encrypted.
create table audit_signing_keys (
  id text primary key,
  public_key text not null,
  private_key text not null,
  created_at timestamptz not null default now()
);
call installation_table('audit_signing_keys');

-- Hashes are in hex, signatures in base64.
create table audit_blocks (
  org_id uuid not null,
  number bigint not null check (number > 0),
  previous text not null check (previous ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  entries int not null check (entries > 0),
  sealed_at timestamptz not null,
  -- The time of its newest entry, by which retention goes.
  last_at timestamptz not null,
  -- What it was made from, in order, so that a check can name the entry that does not fit.
  entry_ids uuid[],
  entry_hashes text[],
  -- Null where no key for secrets was there: a later head vouches for it.
  signing_key text references audit_signing_keys,
  signature text,
  -- Its entries are past their retention and gone; what is left of it keeps the chain whole.
  expired_at timestamptz,
  primary key (org_id, number),
  check ((signing_key is null) = (signature is null)),
  check ((expired_at is null) = (entry_ids is not null) and (entry_ids is null) = (entry_hashes is null))
);
create index audit_blocks_expiry on audit_blocks (org_id, last_at) where expired_at is null;
call tenant_table('audit_blocks');
-- An organization's console reads its blocks; jobs of the installation make them.
revoke insert, update, delete on audit_blocks from nemorouter_console;
revoke update, delete on audit_blocks from nemorouter_installation;
grant update (expired_at, entry_ids, entry_hashes) on audit_blocks to nemorouter_installation;

-- How long an organization keeps its log; null or no row is for ever.
create table audit_settings (
  org_id uuid primary key references organizations,
  keep_days int check (keep_days between 400 and 36500),
  updated_at timestamptz not null default now()
);
call tenant_table('audit_settings');

-- Where an organization has its log sent, and how far that has come. The secrets are encrypted, bound to the row.
create table audit_webhooks (
  org_id uuid primary key references organizations,
  id uuid not null,
  address text not null,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  -- The last block that the receiver has.
  delivered_block bigint not null,
  delivered_at timestamptz,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  leased_until timestamptz,
  failing_since timestamptz,
  last_status int,
  last_error text,
  paused_at timestamptz,
  paused_because text,
  created_by text not null,
  created_at timestamptz not null default now(),
  check ((paused_at is null) = (paused_because is null))
);
create index audit_webhooks_due on audit_webhooks (next_at) where paused_at is null;
call tenant_table('audit_webhooks');

-- Jobs of the installation seal entries and let blocks expire.
create function may_tend_audit() returns boolean language sql stable as
$$ select pg_has_role(current_user, 'nemorouter_installation', 'member') $$;

-- An entry gets its place in a block, once, and leaves when its block has expired. Nothing else ever happens to it.
create function audit_entries_are_append_only() returns trigger language plpgsql as $$
begin
  if may_tend_audit() then
    if tg_op = 'UPDATE' and old.block is null and new.block is not null
        and (to_jsonb(old) - 'block' - 'position')::text = (to_jsonb(new) - 'block' - 'position')::text then
      return new;
    end if;
    if tg_op = 'DELETE' and exists (
        select from audit_blocks b where b.org_id = old.org_id and b.number = old.block and b.expired_at is not null) then
      return old;
    end if;
  end if;
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_entries_append_only before update or delete on audit_entries
  for each row execute function audit_entries_are_append_only();

create function audit_blocks_are_append_only() returns trigger language plpgsql as $$
begin
  if may_tend_audit() and tg_op = 'UPDATE' and old.expired_at is null and new.expired_at is not null
      and (to_jsonb(old) - array['expired_at', 'entry_ids', 'entry_hashes'])::text
        = (to_jsonb(new) - array['expired_at', 'entry_ids', 'entry_hashes'])::text then
    return new;
  end if;
  raise exception 'blocks of the audit log are append-only';
end $$;
create trigger audit_blocks_append_only before update or delete on audit_blocks
  for each row execute function audit_blocks_are_append_only();

-- Neither is ever emptied.
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only';
end $$;
create trigger audit_entries_stay before truncate on audit_entries execute function audit_is_append_only();
create trigger audit_blocks_stay before truncate on audit_blocks execute function audit_is_append_only();
