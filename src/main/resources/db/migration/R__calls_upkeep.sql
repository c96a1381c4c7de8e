-- Keeps the tables of calls and windows as large as what they are needed for. Any node may run any of this at any time: what
-- another one is doing is passed over. Nothing waits for a lock for long, because calls under way would wait behind it.

-- Makes the partition of that month if it is missing; answers whether it did. It is attached, which unlike making it in its
-- place lets calls go on, and takes over what a wrong clock put into `calls_elsewhen`.
create or replace function make_calls_partition(month timestamptz) returns boolean
language plpgsql security definer set search_path from current set lock_timeout = '2s' as $$
declare
  starts timestamptz := date_trunc('month', month, 'UTC');
  first_id uuid := first_id_of(starts);
  end_id uuid := first_id_of(starts + interval '1 month');
  name text := 'calls_' || to_char(starts at time zone 'UTC', 'YYYY_MM');
begin
  if to_regclass(name) is not null or not pg_try_advisory_xact_lock(hashtext('calls upkeep')) then
    return false;
  end if;
  execute format('create table %I (like calls including defaults including constraints including indexes)', name);
  if exists (select from calls_elsewhen c where c.id >= first_id and c.id < end_id) then
    lock table calls_elsewhen in access exclusive mode;
    execute format('with strays as (delete from calls_elsewhen c where c.id >= %L and c.id < %L returning c.*)
                    insert into %I select * from strays', first_id, end_id, name);
  end if;
  execute format('alter table calls attach partition %I for values from (%L) to (%L)', name, first_id, end_id);
  return true;
end $$;

-- Deletes some requests of one organization made before that time, with their attempts, and lets the windows that these
-- counted in carry what they took, so that the books balance as before; answers how many.
create or replace function forget_calls(p_before timestamptz, p_most int) returns int language plpgsql as $$
declare
  org uuid; chosen uuid[];
begin
  select c.org_id into org from calls c where c.id < first_id_of(p_before) limit 1;
  if org is null or not pg_try_advisory_xact_lock(hashtext('calls upkeep')) then
    return 0;
  end if;
  select array_agg(x.id) into chosen
    from (select c.id from calls c where c.org_id = org and c.id < first_id_of(p_before) order by c.id limit p_most) x;
  -- The engine locks windows first too, and in this order.
  perform w.id from windows w
    where w.org_id = org and w.id in (select unnest(c.window_ids) from calls c where c.org_id = org and c.id = any(chosen))
    order by w.id for no key update;
  with gone as (select c from every_attempt c where c.org_id = org and c.request_id = any(chosen)),
    no_attempts as (delete from attempts a where a.org_id = org and a.request_id = any(chosen)),
    no_requests as (delete from calls c where c.org_id = org and c.id = any(chosen))
  update windows w set carried = bounded(w.carried + x.amount), carried_excess = bounded(w.carried_excess + x.excess)
    from (select v.id, sum(taken_by(g.c, v.unit)) amount, sum(excess_of(g.c, v.unit)) excess
            from gone g cross join lateral unnest((g.c).window_ids) u(id) join windows v on v.org_id = org and v.id = u.id
           group by v.id) x
   where w.org_id = org and w.id = x.id;
  return cardinality(chosen);
end $$;

-- Drops the partitions that end before that time, unless something is in them; answers how many.
create or replace function drop_calls_partitions(p_before timestamptz) returns int
language plpgsql security definer set search_path from current set lock_timeout = '2s' as $$
declare
  old record; filled boolean; dropped int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('calls upkeep')) then
    return 0;
  end if;
  for old in
    select c.oid::regclass name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'calls'::regclass and c.relname ~ '^calls_\d{4}_\d\d$'
       and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= p_before at time zone 'UTC'
  loop
    lock table calls in access exclusive mode;
    execute format('select exists (select from %s)', old.name) into filled;
    if not filled then
      execute format('drop table %s', old.name);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;

-- Deletes windows of minutes and hours that ended before that time and hold nothing; answers how many.
create or replace function purge_windows(p_before timestamptz, p_most int) returns int language sql as $$
  with old as (
    select w.org_id, w.id from windows w
      join limits l on l.org_id = w.org_id and l.id = w.limit_id and l.period in ('minute', 'hour')
     where w.ends_at < p_before and w.held = 0
     order by w.id limit p_most for update of w skip locked),
  gone as (delete from windows w using old where w.org_id = old.org_id and w.id = old.id returning 1)
  select count(*)::int from gone
$$;

revoke execute on function make_calls_partition, drop_calls_partitions from public;
grant execute on function make_calls_partition, drop_calls_partitions to nemorouter_installation;
