-- Organizations, and who is in them with which rights.

create table organizations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  timezone text not null default 'UTC' check (now() at time zone timezone is not null),
  contact_email text check (length(contact_email) between 3 and 254),
  -- Models, aliases or `author/*`; empty allows all.
  allowed_models text[] not null default '{}',
  demo boolean not null default false,
  created_at timestamptz not null default now(),
  -- Every hold looks at it: the earliest of the owners' own suspension, the operators' with the reason that owners read, and a
  -- deletion that was asked for.
  suspended_at timestamptz,
  owners_suspended_at timestamptz,
  operators_suspended_at timestamptz,
  operators_reason text check (length(operators_reason) between 1 and 500),
  deletion_requested_at timestamptz,
  -- From here on it cannot be undone, nobody can enter any more, and a job deletes what there is.
  deletion_due_at timestamptz,
  -- Nothing is left but this row without a name, and what has to be kept: see organization_leftovers.
  deleted_at timestamptz,
  constraint organizations_operators_check check ((operators_suspended_at is null) = (operators_reason is null)),
  constraint organizations_deletion_check check ((deletion_requested_at is null) = (deletion_due_at is null))
);
create index organizations_deletion on organizations (deletion_due_at) where deletion_due_at is not null and deleted_at is null;
-- An organization is its own row.
alter table organizations enable row level security;
alter table organizations force row level security;
create policy organization on organizations to nemorouter_console, nemorouter_gateway
  using (id = current_org()) with check (id = current_org());
create policy installation on organizations to nemorouter_installation using (true) with check (true);
do $$
begin
  execute format('create policy migrations on organizations to %I using (true) with check (true)', current_user);
end $$;
grant select, update on organizations to nemorouter_console;
grant select, insert, update, delete on organizations to nemorouter_installation;

create table teams (
  org_id uuid not null references organizations,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  -- As those of the organization.
  allowed_models text[] not null default '{}',
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (org_id, id)
);
create unique index teams_name on teams (org_id, lower(name)) where archived_at is null;
call tenant_table('teams');

-- A role that an organization defined itself. The built-in ones are in the code and their names are taken.
create table roles (
  org_id uuid not null references organizations,
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$'
    and slug not in ('owner', 'administrator', 'billing', 'auditor', 'member', 'lead', 'developer')),
  name text not null check (length(name) between 1 and 60),
  level text not null check (level in ('organization', 'team')),
  permissions text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, slug)
);
create unique index roles_name on roles (org_id, lower(name));
call tenant_table('roles');

-- A person who is given a role of an organization's own keeps that role from going: deleting it waits for this transaction, and
-- then sees the person.
create function role_is_there() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.role = old.role then
    return new;
  end if;
  if new.role = any(case tg_argv[0] when 'team' then array['lead', 'developer']
                    else array['owner', 'administrator', 'billing', 'auditor', 'member'] end) then
    return new;
  end if;
  perform from roles r where r.org_id = new.org_id and r.slug = new.role and r.level = tg_argv[0] for share;
  if not found then
    raise exception 'the organization has no such role' using errcode = 'foreign_key_violation';
  end if;
  return new;
end $$;

-- `role` is the slug of a built-in role or of one in `roles`. Members whom a provider of identities put there leave with it.
create table members (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  role text not null,
  source text not null default 'local' check (source in ('local', 'sso')),
  created_at timestamptz not null default now(),
  suspended_at timestamptz,
  primary key (org_id, user_id)
);
create index members_user on members (user_id);
create trigger members_role before insert or update of role on members for each row execute function role_is_there('organization');
call tenant_table('members');
-- Of the people a console knows its own members.
create policy organization on users for select to nemorouter_console
  using (exists (select from members m where m.org_id = current_org() and m.user_id = users.id));

create table team_members (
  org_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  role text not null,
  source text not null default 'local' check (source in ('local', 'sso')),
  created_at timestamptz not null default now(),
  primary key (org_id, team_id, user_id),
  foreign key (org_id, team_id) references teams (org_id, id),
  foreign key (org_id, user_id) references members (org_id, user_id) on delete cascade
);
create index team_members_user on team_members (org_id, user_id);
create trigger team_members_role before insert or update of role on team_members for each row execute function role_is_there('team');
call tenant_table('team_members');

-- A link that makes the person with one e-mail address a member, once. `permissions` are those of the role when it was given: the
-- person who takes it up gets no more than that. Who invited is checked again then.
create table invitations (
  org_id uuid not null references organizations,
  id uuid not null,
  email text not null check (length(email) between 3 and 255),
  role text not null,
  permissions text[] not null,
  token_hash bytea not null unique,
  -- Whether the link that counts now went to the invited address by e-mail and was shown nowhere else.
  mailed boolean not null default false,
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
call tenant_table('invitations');

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
call tenant_table('invitation_teams');

-- People who do not want to see the first steps of an organization any more.
create table hidden_first_steps (
  org_id uuid not null references organizations,
  user_id uuid not null references users,
  hidden_at timestamptz not null default now(),
  primary key (org_id, user_id)
);
call tenant_table('hidden_first_steps');

-- Deletes up to so many rows of an organization whose deletion is due from the first table that has some; answers how many.
create function delete_organization_rows(p_org uuid, p_most int) returns bigint language plpgsql as $$
declare
  remaining text[];
  key_columns text;
  deleted bigint;
begin
  perform from organizations o where o.id = p_org and o.deletion_due_at <= now() and o.deleted_at is null for no key update;
  if not found then
    return 0;
  end if;
  remaining := organization_leftovers(p_org);
  if cardinality(remaining) = 0 then
    return 0;
  end if;
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into key_columns
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
   where i.indrelid = remaining[1]::regclass and i.indisprimary;
  execute format('delete from %1$s where org_id = $1 and (%2$s) in (select %2$s from %1$s where org_id = $1 limit $2)',
                 remaining[1], key_columns) using p_org, p_most;
  get diagnostics deleted = row_count;
  return deleted;
end $$;
