-- What time makes of limits: which window it is, what a limit allows at this moment, and when there is room again. Time is the
-- database's.

-- A rolling minute is counted in steps: a hold made within a step counts until the step's end and a minute more, so that
-- no 60 seconds, wherever they begin, contain more than the limit allows.
create or replace function rolling_step() returns interval language sql immutable as $$ select interval '5 seconds' $$;

-- The window that now() is in: of a calendar period in the organization's time zone, or the step of a rolling minute.
-- It begins later where the limit was restarted since.
create or replace function window_start(period text, timezone text, restarted_at timestamptz) returns timestamptz
language sql stable as $$
  select case period when 'minute' then date_bin(rolling_step(), now(), 'epoch'::timestamptz)
                     when 'total' then greatest('-infinity'::timestamptz, restarted_at)
                     else greatest(date_trunc(period, now(), timezone), restarted_at) end
$$;
create or replace function first_showing(period text, timezone text, beginning timestamp) returns timestamptz
language sql stable as $$
  select case when date_trunc(period, (beginning at time zone timezone) - interval '1 hour', timezone) = beginning at time zone timezone
              then (beginning at time zone timezone) - interval '1 hour' else beginning at time zone timezone end
$$;
-- Its end. An hour is an hour, also where clocks are set back; and where they are set back over midnight, the new day begins
-- the first time that its date shows.
create or replace function window_end(period text, timezone text) returns timestamptz language sql stable as $$
  select case period when 'minute' then date_bin(rolling_step(), now(), 'epoch'::timestamptz) + rolling_step() + interval '1 minute'
                     when 'total' then 'infinity'::timestamptz
                     when 'hour' then date_trunc(period, now(), timezone) + interval '1 hour'
                     when 'day' then first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 day')
                     when 'week' then first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 week')
                     else first_showing(period, timezone, date_trunc(period, now() at time zone timezone) + interval '1 month') end
$$;

-- What a limit allows at this moment.
create or replace function effective_amount(l limits) returns bigint language sql stable as $$
  select l.amount + case when l.raised_until > clock_timestamp() then l.raise else 0 end
$$;

-- When a rolling limit will have room for `needed` again, if nothing else is held meanwhile; null if it never can.
create or replace function rolling_reset(p_org uuid, p_limit uuid, p_needed bigint, p_amount bigint) returns timestamptz
language sql stable as $$
  select min(x.ends_at)
    from (select w.ends_at, sum(bounded(w.used) + bounded(w.held))
                   over (order by w.starts_at desc rows between unbounded preceding and 1 preceding) later
            from windows w where w.org_id = p_org and w.limit_id = p_limit and w.ends_at > now()) x
   where coalesce(x.later, 0) + p_needed <= p_amount
$$;
