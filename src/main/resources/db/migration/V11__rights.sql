-- Who may do what: roles in organizations and in teams, what management keys may do, and which rows a role of the database sees.

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

-- `role` is the slug of a built-in role or of one in `roles`. Whoever a provider of identities put there leaves with it.
alter table members
  drop constraint members_role_check,
  add column source text not null default 'local' check (source in ('local', 'sso')),
  add column suspended_at timestamptz;

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

-- Null: everything that programs may do.
alter table management_keys add column permissions text[];

-- A session is one sign-in of one person: how, from where and with which program, so that they can tell theirs apart.
alter table sessions
  add column id uuid not null default gen_random_uuid() unique,
  add column method text not null default 'password' check (method in ('password', 'sso')),
  add column address text not null default '',
  add column agent text not null default '';

alter table audit_entries
  add column address text not null default '',
  add column agent text not null default '';
alter table operator_audit_entries
  add column address text not null default '',
  add column agent text not null default '';

-- What a connection may touch: as one organization's console, as its gateway, or as the installation, which is over all of them.
-- They are held without a password: a login of the database that is a member of them takes one on. Migrations run as who owns
-- the tables.
do $$
declare
  name text;
begin
  foreach name in array array['nemorouter_console', 'nemorouter_gateway', 'nemorouter_installation'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
    begin
      execute format('grant %I to current_user with inherit false, set true', name);
    exception when insufficient_privilege then
      -- Whoever made the roles beforehand decided which logins take them on.
      null;
    end;
  end loop;
end $$;

-- The organization that a transaction is about. Without one there is an error, not an empty answer.
create function current_org() returns uuid language sql stable as $$ select current_setting('app.org_id')::uuid $$;

-- To be called for every table with rows of organizations: whoever acts for one organization sees and changes its rows only.
create procedure tenant_table(p_table regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', p_table);
  execute format('alter table %s force row level security', p_table);
  execute format('create policy organization on %s to nemorouter_console, nemorouter_gateway
    using (org_id = current_org()) with check (org_id = current_org())', p_table);
  execute format('create policy installation on %s to nemorouter_installation using (true) with check (true)', p_table);
  execute format('create policy migrations on %s to %I using (true) with check (true)', p_table, current_user);
  execute format('grant select, insert, update, delete on %s to nemorouter_console, nemorouter_installation', p_table);
end $$;

-- To be called for every table that belongs to the installation: people, prices, jobs.
create procedure installation_table(p_table regclass) language plpgsql as $$
begin
  execute format('grant select, insert, update, delete on %s to nemorouter_installation', p_table);
end $$;

call tenant_table('roles');
call tenant_table('team_members');
