-- The roles of the database, which rows each of them sees, and functions that the tables and everything else use. Amounts are
-- nano-US-dollars in bigint everywhere; prices are nano-US-dollars per million tokens. Every table with rows of organizations
-- leads its key with org_id.

-- What a connection may touch: as one organization's console, as its gateway, or as the installation, which is over all of them.
-- They are held without a password: a login of the database that is a member of them takes one on. Migrations run as the owner
-- of the tables.
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
      -- The administrator who made the roles beforehand decided which logins take them on.
      null;
    end;
  end loop;
end $$;

-- The organization that a transaction is about. Without one there is an error, not an empty answer. Parallel workers know the
-- setting too, so several of them may work on a query for an organization.
create function current_org() returns uuid language sql stable parallel safe as $$ select current_setting('app.org_id')::uuid $$;

-- To be called for every table with rows of organizations: a role that acts for one organization sees and changes its rows only.
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

-- A sum or a counter as a bigint. A provider may tell any cost, so sums of what requests took are numeric and are read through
-- this, and no row of a list can fail the list. The bound is 4 × 10^18 (four billion dollars, in nano-dollars): two of them,
-- such as what is used and what is held, can be added and subtracted as bigint without an overflow.
create function bounded(n numeric) returns bigint language sql immutable parallel safe as $$
  select case when n > 4000000000000000000 then 4000000000000000000
              when n < -4000000000000000000 then -4000000000000000000
              else n::bigint end
$$;

-- The smallest UUIDv7 of that moment: identifiers made later are greater.
create function first_id_of(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

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
