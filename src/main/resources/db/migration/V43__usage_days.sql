-- Sums of the record of requests by day, so that a report of a month does not read every request of it. The functions that
-- make and read them are in `R__usage_days.sql`.

-- What was charged in one day of an organization, in its time zone. `requests` and `status` are as in the view `charges`: a
-- request counts once, where it started, and money and tokens where each attempt was made.
create table usage_days (
  org_id uuid not null references organizations,
  starts timestamptz not null,
  team_id uuid not null,
  member_id uuid,
  key_id uuid not null,
  model text not null,
  provider text,
  status text,
  own_provider boolean not null,
  cost bigint not null,
  requests bigint not null,
  prompt_tokens bigint not null,
  cached_tokens bigint not null,
  completion_tokens bigint not null,
  reasoning_tokens bigint not null
);
create index usage_days_time on usage_days (org_id, starts);
create index usage_days_key on usage_days (org_id, key_id, starts);
create index usage_days_member on usage_days (org_id, member_id, starts) where member_id is not null;
call tenant_table('usage_days');

-- How far the days of an organization are summed up. Where there is no row, none is.
create table usage_marks (
  org_id uuid primary key references organizations,
  summed_until timestamptz not null
);
call tenant_table('usage_marks');

-- Days of which something changed after they were summed up: until they are summed up anew, their requests are read one by
-- one. Rows are only ever added and deleted, so that nothing waits for another's row.
create table usage_changes (
  org_id uuid not null references organizations,
  at timestamptz not null
);
create index usage_changes_time on usage_changes (org_id, at);
call tenant_table('usage_changes');

revoke insert, update, delete on usage_days, usage_marks, usage_changes from nemorouter_console;

create or replace view charges with (security_invoker = true) as
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model) as model, provider, started_at, status,
       case when attempts_apart then 0 else cost end as cost, 1 as requests, own_provider,
       case when attempts_apart then 0 else coalesce(prompt_tokens, 0) end as prompt_tokens,
       case when attempts_apart then 0 else coalesce(cached_tokens, 0) end as cached_tokens,
       case when attempts_apart then 0 else coalesce(completion_tokens, 0) end as completion_tokens,
       case when attempts_apart then 0 else coalesce(reasoning_tokens, 0) end as reasoning_tokens
  from calls
union all
select org_id, id, team_id, member_id, key_id, coalesce(model, requested_model), provider, started_at, null, cost, 0, own_provider,
       coalesce(prompt_tokens, 0), coalesce(cached_tokens, 0), coalesce(completion_tokens, 0), coalesce(reasoning_tokens, 0)
  from attempts;

-- The time with which an identifier begins, to the millisecond: the inverse of `first_id_of`.
create function time_of_id(id uuid) returns timestamptz language sql immutable as $$
  select to_timestamp(('x' || left(translate(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
$$;

-- When the day of a moment begins and ends, in a time zone. A day has 23 to 25 hours.
create function day_of(moment timestamptz, zone text) returns timestamptz language sql stable as $$
  select date_trunc('day', moment, zone)
$$;
create function day_after(moment timestamptz, zone text) returns timestamptz language sql stable as $$
  select date_trunc('day', date_trunc('day', moment, zone) + interval '36 hours', zone)
$$;

-- Notes what changed in a day that may be summed up already: a day is not before ten minutes after its end, and nothing that
-- writes is open for as long as the five between.
create function note_usage_change() returns trigger
language plpgsql security definer set search_path from current as $$
begin
  insert into usage_changes (org_id, at)
  select o.id, time_of_id(x.id) from organizations o cross join (select old.id union select new.id) x(id)
   where o.id = new.org_id and now() > day_after(time_of_id(x.id), o.timezone);
  return null;
end $$;
create trigger usage_change after insert or update on calls
  for each row when (new.id < first_id_of(now() - interval '5 minutes')) execute function note_usage_change();
create trigger usage_change after insert or update on attempts
  for each row when (new.id < first_id_of(now() - interval '5 minutes')) execute function note_usage_change();

-- Days of another time zone are other days. The sums of those whose requests are still there are made anew.
create function forget_usage_days() returns trigger
language plpgsql security definer set search_path from current as $$
declare
  oldest timestamptz := (select time_of_id(c.id) from calls c where c.org_id = new.id order by c.id limit 1);
begin
  delete from usage_days d where d.org_id = new.id and d.starts >= oldest - interval '1 day';
  delete from usage_changes c where c.org_id = new.id;
  delete from usage_marks m where m.org_id = new.id;
  return null;
end $$;
create trigger usage_days_of_zone after update of timezone on organizations
  for each row when (old.timezone is distinct from new.timezone) execute function forget_usage_days();
