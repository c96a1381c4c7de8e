-- Row-level security on every table with rows of organizations, and what each role of the database may touch beside them.

do $$
declare
  name text;
begin
  foreach name in array array['teams', 'members', 'keys', 'management_keys', 'limits', 'windows', 'holds', 'calls',
      'journal_entries', 'journal_postings', 'audit_entries', 'alert_channels', 'alerts', 'alert_deliveries', 'credit_marks',
      'unbooked', 'limit_defaults', 'aliases', 'organization_providers', 'provider_health', 'provider_closings', 'imports',
      'import_keys'] loop
    call tenant_table(name::regclass);
  end loop;
  foreach name in array array['users', 'sessions', 'prices', 'verify_runs', 'price_withdrawals', 'catalog_settings',
      'catalog_version', 'operator_audit_entries', 'provider_changes', 'operator_providers'] loop
    call installation_table(name::regclass);
  end loop;
end $$;

-- An organization is its own row.
alter table organizations enable row level security;
alter table organizations force row level security;
create policy organization on organizations to nemorouter_console, nemorouter_gateway
  using (id = current_org()) with check (id = current_org());
create policy installation on organizations to nemorouter_installation using (true) with check (true);
do $$
begin
  execute format('create policy migrations on organizations to %I using (true) with check (true)', current_user);
  execute format('create policy migrations on users to %I using (true) with check (true)', current_user);
end $$;
grant select, update on organizations to nemorouter_console;
grant select, insert, update, delete on organizations to nemorouter_installation;

-- Of the people, a console knows its own members, and never how they sign in.
alter table users enable row level security;
alter table users force row level security;
create policy organization on users for select to nemorouter_console
  using (exists (select from members m where m.org_id = current_org() and m.user_id = users.id));
create policy installation on users to nemorouter_installation using (true) with check (true);
grant select (id, email, name, created_at) on users to nemorouter_console;

-- What is common to all organizations and no secret: prices, and the bells that tell nodes to read something anew.
grant select on prices, price_withdrawals, catalog_settings, catalog_version to nemorouter_console;
grant select, update on provider_changes to nemorouter_console;

-- A name that the installation gave to a provider of its own is taken.
grant select (name, removed_at) on operator_providers to nemorouter_console;

-- What happened stays.
revoke update, delete on audit_entries, journal_entries, journal_postings from nemorouter_console;
revoke update, delete on operator_audit_entries, audit_entries, journal_entries, journal_postings from nemorouter_installation;
-- Counters, holds and records of calls are the hold engine's; a console reads them.
revoke insert, update, delete on holds, calls from nemorouter_console;
