-- Settings of organizations, their suspension and their deletion, and roles that nobody can lose under people who hold them.

-- `suspended_at`, which every hold looks at, is the earliest of the three that follow: the owners' own suspension, the operators'
-- with the reason that owners read, and a deletion that was asked for.
alter table organizations
  add column contact_email text check (length(contact_email) between 3 and 254),
  add column owners_suspended_at timestamptz,
  add column operators_suspended_at timestamptz,
  add column operators_reason text check (length(operators_reason) between 1 and 500),
  add column deletion_requested_at timestamptz,
  -- From here on it cannot be undone, nobody enters any more, and a job deletes what there is.
  add column deletion_due_at timestamptz,
  -- Nothing is left but this row without a name, and what has to be kept: see organization_leftovers.
  add column deleted_at timestamptz,
  add constraint organizations_operators_check check ((operators_suspended_at is null) = (operators_reason is null)),
  add constraint organizations_deletion_check check ((deletion_requested_at is null) = (deletion_due_at is null));
update organizations set operators_suspended_at = suspended_at, operators_reason = 'Suspended before reasons were written down.'
 where suspended_at is not null;
create index organizations_deletion on organizations (deletion_due_at) where deletion_due_at is not null and deleted_at is null;

-- Every organization has a limit of credit, of nothing until credit is granted: its window is what the batches of holds of one
-- organization lock first, so that no two of them decide at once.
insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
select o.id, gen_random_uuid(), 'organization', o.id, 'credit', 'usd', 'total', 0
  from organizations o
 where not exists (select from limits l where l.org_id = o.id and l.kind = 'credit' and l.removed_at is null);

-- Whoever is given a role of an organization's own keeps that role from going: deleting it waits for them, and then sees them.
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
create trigger members_role before insert or update of role on members for each row execute function role_is_there('organization');
create trigger team_members_role before insert or update of role on team_members for each row execute function role_is_there('team');

-- The tables that still have rows of an organization and whose rows go with it, those first that others do not refer to.
-- The journal stays because books have to be kept; the audit log stays, as evidence, until its own retention ends.
create function organization_leftovers(p_org uuid) returns text[] language plpgsql stable as $$
declare
  candidate record;
  has_rows boolean;
  leftovers text[] := '{}';
begin
  for candidate in
    with recursive tenant as (
      select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> all (array['journal_entries', 'journal_postings', 'audit_entries', 'audit_blocks', 'audit_settings'])),
    refers as (
      select distinct f.conrelid as child, f.confrelid as parent from pg_constraint f
       where f.contype = 'f' and f.conrelid <> f.confrelid
         and f.conrelid in (select oid from tenant) and f.confrelid in (select oid from tenant)),
    depths as (
      select oid, 0 as depth from tenant
      union
      select r.child, d.depth + 1 from depths d join refers r on r.parent = d.oid where d.depth < 20)
    select d.oid::regclass::text as name from depths d group by d.oid order by max(d.depth) desc, d.oid::regclass::text
  loop
    execute format('select exists (select from %s where org_id = $1)', candidate.name) into has_rows using p_org;
    if has_rows then
      leftovers := leftovers || candidate.name;
    end if;
  end loop;
  return leftovers;
end $$;

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
