-- Keeps the tables of what guardrails found as large as what they are needed for, as `R__calls_upkeep.sql` does for calls.

-- Makes that month's partition of one of the tables if it is missing; answers whether it did. What landed in the table for
-- everything else meanwhile moves over.
create or replace function make_guardrail_partition(parent text, key text, month timestamptz) returns boolean
language plpgsql security definer set search_path from current set lock_timeout = '2s' as $$
declare
  starts timestamptz := date_trunc('month', month, 'UTC');
  first_id uuid := first_id_of(starts);
  end_id uuid := first_id_of(starts + interval '1 month');
  name text := parent || '_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
  strays boolean;
begin
  if parent not in ('guardrail_screenings', 'guardrail_events') then
    raise exception 'no table of guardrails: %', parent;
  end if;
  if to_regclass(name) is not null or not pg_try_advisory_xact_lock(hashtext('guardrail upkeep')) then
    return false;
  end if;
  execute format('create table %I (like %I including defaults including constraints including indexes)', name, parent);
  execute format('select exists (select from %I where %I >= %L and %I < %L)', parent || '_elsewhen', key, first_id, key, end_id)
    into strays;
  if strays then
    execute format('lock table %I in access exclusive mode', parent || '_elsewhen');
    execute format('with strays as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from strays',
                   parent || '_elsewhen', key, first_id, key, end_id, name);
  end if;
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, name, first_id, end_id);
  return true;
end $$;

create or replace function make_guardrail_partitions(month timestamptz) returns boolean language sql as $$
  select true = any(array[make_guardrail_partition('guardrail_screenings', 'call_id', month),
                          make_guardrail_partition('guardrail_events', 'id', month)])
$$;

-- Drops the months that end before that time; answers how many partitions.
create or replace function drop_guardrail_partitions(p_before timestamptz) returns int
language plpgsql security definer set search_path from current set lock_timeout = '2s' as $$
declare
  old record; dropped int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('guardrail upkeep')) then
    return 0;
  end if;
  for old in
    select c.oid::regclass name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent in ('guardrail_screenings'::regclass, 'guardrail_events'::regclass)
       and c.relname ~ '_\d{4}_\d\d$'
       and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= p_before at time zone 'UTC'
  loop
    execute format('drop table %s', old.name);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;

revoke execute on function make_guardrail_partition, drop_guardrail_partitions from public;
grant execute on function make_guardrail_partition, drop_guardrail_partitions to nemorouter_installation;
