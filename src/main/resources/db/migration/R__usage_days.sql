-- Sums of the record of requests by day: who makes them, and who reads them (`V8__requests.sql`).

-- What was charged from one moment to another, `at` being the start of a day where a whole day is one row for each team, key,
-- member, model, provider and status, and the time of the request or attempt where it is a row of its own: in days that the
-- two moments cut, in days that are not summed up yet, and in days in which something changed since.
create or replace function charged(of_org uuid, first timestamptz, until timestamptz)
returns table (at timestamptz, team_id uuid, member_id uuid, key_id uuid, model text, provider text, status text,
               own_provider boolean, cost bigint, requests bigint, prompt_tokens bigint, cached_tokens bigint,
               completion_tokens bigint, reasoning_tokens bigint)
language sql stable as $$
  with marked as (
    select o.timezone, least(until, coalesce(m.summed_until, '-infinity')) as summed_until
      from organization_records o left join usage_marks m on m.org_id = o.id
     where o.id = of_org),
  whole as (
    select case when first = day_of(first, timezone) then first else day_after(first, timezone) end as begins,
           case when isfinite(summed_until) then day_of(summed_until, timezone) else summed_until end as ends, timezone
      from marked),
  -- The whole days, and before and after them the stretches whose requests are read one by one.
  bounds as (
    select case when begins < ends then begins else until end as begins,
           case when begins < ends then ends else until end as ends, timezone
      from whole),
  changed as (
    select distinct day_of(c.at, b.timezone) as starts, day_after(c.at, b.timezone) as ends
      from bounds b join usage_changes c on c.org_id = of_org and c.at >= b.begins and c.at < b.ends)
  select d.starts, d.team_id, d.member_id, d.key_id, d.model, d.provider, d.status, d.own_provider, d.cost, d.requests,
         d.prompt_tokens, d.cached_tokens, d.completion_tokens, d.reasoning_tokens
    from usage_days d
   where d.org_id = of_org and d.starts >= (select b.begins from bounds b) and d.starts < (select b.ends from bounds b)
     and d.starts not in (select c.starts from changed c)
  union all
  select time_of_id(c.id), c.team_id, c.member_id, c.key_id, c.model, c.provider, c.status, c.own_provider, c.cost,
         c.requests, c.prompt_tokens, c.cached_tokens, c.completion_tokens, c.reasoning_tokens
    from charges c
   where c.org_id = of_org and c.id >= first_id_of(first) and c.id < (select first_id_of(b.begins) from bounds b)
  union all
  select time_of_id(c.id), c.team_id, c.member_id, c.key_id, c.model, c.provider, c.status, c.own_provider, c.cost,
         c.requests, c.prompt_tokens, c.cached_tokens, c.completion_tokens, c.reasoning_tokens
    from charges c
   where c.org_id = of_org and c.id >= (select first_id_of(b.ends) from bounds b) and c.id < first_id_of(until)
  union all
  select time_of_id(c.id), c.team_id, c.member_id, c.key_id, c.model, c.provider, c.status, c.own_provider, c.cost,
         c.requests, c.prompt_tokens, c.cached_tokens, c.completion_tokens, c.reasoning_tokens
    from changed d cross join lateral (
      select * from charges c
       where c.org_id = of_org and c.id >= first_id_of(d.starts) and c.id < first_id_of(d.ends) offset 0) c
$$;

-- Sums up one day of an organization, anew if it was before. The changes go first: one that comes while this runs is seen by
-- the sum, or stays and lets the day be summed up again.
create or replace function sum_usage_day(p_org uuid, p_starts timestamptz, p_ends timestamptz) returns void
language plpgsql as $$
begin
  delete from usage_changes c where c.org_id = p_org and c.at >= p_starts and c.at < p_ends;
  delete from usage_days d where d.org_id = p_org and d.starts = p_starts;
  insert into usage_days
  select p_org, p_starts, c.team_id, c.member_id, c.key_id, c.model, c.provider, c.status, c.own_provider, bounded(sum(c.cost)),
         sum(c.requests), bounded(sum(c.prompt_tokens)), bounded(sum(c.cached_tokens)), bounded(sum(c.completion_tokens)),
         bounded(sum(c.reasoning_tokens))
    from charges c
   where c.org_id = p_org and c.id >= first_id_of(p_starts) and c.id < first_id_of(p_ends)
   group by c.team_id, c.member_id, c.key_id, c.model, c.provider, c.status, c.own_provider;
end $$;

-- Sums up the next day of each of some organizations, and days in which something changed; answers how many. A day is summed
-- up from ten minutes after its end. Any node may run it at any time: what another one is doing is passed over.
create or replace function sum_usage_days(p_most int) returns int language plpgsql as $$
declare
  day record; summed int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('usage days')) then
    return 0;
  end if;
  for day in
    select o.id as org_id, day_of(time_of_id(n.id), o.timezone) as starts, day_after(time_of_id(n.id), o.timezone) as ends
      from organizations o left join usage_marks m on m.org_id = o.id
      cross join lateral (select first_id_of(coalesce(m.summed_until, 'epoch')) as id) f
      cross join lateral (
        select least((select c.id from calls c where c.org_id = o.id and c.id >= f.id order by c.id limit 1),
                     (select a.id from attempts a where a.org_id = o.id and a.id >= f.id order by a.id limit 1)) as id) n
     where day_after(time_of_id(n.id), o.timezone) < now() - interval '10 minutes'
     limit p_most
  loop
    perform sum_usage_day(day.org_id, day.starts, day.ends);
    insert into usage_marks values (day.org_id, day.ends)
      on conflict (org_id) do update set summed_until = excluded.summed_until;
    summed := summed + 1;
  end loop;
  for day in
    select distinct c.org_id, day_of(c.at, o.timezone) as starts, day_after(c.at, o.timezone) as ends
      from usage_changes c join organizations o on o.id = c.org_id join usage_marks m on m.org_id = c.org_id
     where c.at < m.summed_until
     limit p_most
  loop
    perform sum_usage_day(day.org_id, day.starts, day.ends);
    summed := summed + 1;
  end loop;
  return summed;
end $$;

-- What an organization's requests cost since the month began in UTC.
create or replace function spend_of_month(of_org uuid) returns bigint stable language sql as $$
  select bounded(coalesce(sum(c.cost), 0)) from charged(of_org, date_trunc('month', now(), 'UTC'), now() + interval '1 hour') c
$$;
