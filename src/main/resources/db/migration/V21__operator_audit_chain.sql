-- What operators did outside organizations is a log like those of organizations, sealed and checked like them: under the nil UUID,
-- which no organization has.
alter table audit_entries drop constraint audit_entries_org_id_fkey;
alter table audit_blocks drop constraint audit_blocks_org_id_fkey;

insert into audit_entries (org_id, id, at, actor_kind, actor_id, actor_name, action, target, details, address, agent)
select '00000000-0000-0000-0000-000000000000', id, at, 'operator', actor_id, actor_name, action, target, details, address, agent
  from operator_audit_entries;

drop table operator_audit_entries;
