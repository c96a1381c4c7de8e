-- The tables that still have rows of an organization, those first that refer to others. Books and audit log do not count: they
-- are kept when their organization is deleted.
create or replace function organization_leftovers(p_org uuid) returns text[] language plpgsql stable as $$
declare
  candidate record;
  has_rows boolean;
  leftovers text[] := '{}';
begin
  for candidate in
    with recursive tenant as (
      select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> all (array['journal_entries', 'journal_postings', 'purchases', 'credit_grants', 'refunds', 'disputes',
                                     'credit_statements', 'credit_statement_lines', 'audit_entries', 'audit_blocks', 'audit_settings'])),
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
