-- People come and go: invitations, and keys that stand as their owner does.

-- Why a key is disabled where nobody disabled it: ends by itself when its owner is a member like others again.
alter table keys
  add column disabled_reason text check (disabled_reason = 'owner_suspended'),
  add check (disabled_reason is null or disabled_at is not null);

-- Whoever writes a key: while its owner is suspended it is disabled, which is what holds look at, and no longer than that.
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

-- A link that makes the person with one e-mail address a member, once. `permissions` are those of the role when it was given:
-- whoever takes it up gets no more than that. Who invited is checked again then.
create table invitations (
  org_id uuid not null references organizations,
  id uuid not null,
  email text not null check (length(email) between 3 and 255),
  role text not null,
  permissions text[] not null,
  token_hash bytea not null unique,
  inviter_kind text not null check (inviter_kind in ('member', 'operator', 'automation', 'setup')),
  inviter_id uuid,
  inviter_name text not null,
  sends int not null default 1,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid,
  revoked_at timestamptz,
  primary key (org_id, id),
  check (accepted_at is null or revoked_at is null)
);
create unique index invitations_open on invitations (org_id, lower(email)) where accepted_at is null and revoked_at is null;
create index invitations_sent on invitations (org_id, sent_at);

create table invitation_teams (
  org_id uuid not null,
  invitation_id uuid not null,
  team_id uuid not null,
  role text not null,
  permissions text[] not null,
  primary key (org_id, invitation_id, team_id),
  foreign key (org_id, invitation_id) references invitations (org_id, id) on delete cascade,
  foreign key (org_id, team_id) references teams (org_id, id)
);

call tenant_table('invitations');
call tenant_table('invitation_teams');
