-- What one feature may ask of another's rows within a query. Who owns the tables owns the answer.

-- How many keys of a team could start a call now, or once they are enabled again.
create or replace function live_keys(of_org uuid, of_team uuid) returns int stable language sql
return (select count(*)::int from keys k
  where k.org_id = of_org and k.team_id = of_team and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()));

-- What of an organization's credit is neither used nor held.
create or replace function credit_left(of_org uuid) returns bigint stable language sql
return bounded(coalesce((select l.amount - coalesce(sum(w.used::numeric + w.held), 0) from limits l
  left join windows w on w.org_id = l.org_id and w.limit_id = l.id
  where l.org_id = of_org and l.scope_id = of_org and l.kind = 'credit' and l.removed_at is null
  group by l.id, l.amount), 0));

-- Whether calls of an organization are under way.
create or replace function has_holds(of_org uuid) returns boolean stable language sql
return exists (select from holds h where h.org_id = of_org);

-- Whether a person runs the installation.
create or replace function is_operator(of_user uuid) returns boolean stable language sql
return exists (select from users u where u.id = of_user and u.operator);

-- Whether a management key of an organization was not revoked, or an operator key that acted in it.
create or replace function management_key_stands(of_org uuid, of_key uuid) returns boolean stable language sql
return exists (select from management_keys k where k.org_id = of_org and k.id = of_key and k.revoked_at is null)
    or exists (select from operator_keys k where k.id = of_key and k.revoked_at is null);

-- What other features may join of organizations. It shows a role what that role may see of the table.
create or replace view organization_records with (security_invoker = true) as
select id, slug, name, timezone, suspended_at, deletion_due_at from organizations;
grant select on organization_records to nemorouter_console, nemorouter_installation;

-- What other features may join of members, on the same terms.
create or replace view member_records with (security_invoker = true) as
select m.org_id, m.user_id, u.name, u.email, m.suspended_at from members m join users u on u.id = m.user_id;
grant select on member_records to nemorouter_console, nemorouter_installation;

-- Whether something that the audit log names still has a page.
create or replace function has_key(of_org uuid, of_key text) returns boolean stable language sql as
$$ select exists (select from keys where org_id = of_org and id = of_key::uuid) $$;
create or replace function has_team(of_org uuid, of_team text) returns boolean stable language sql as
$$ select exists (select from teams where org_id = of_org and id = of_team::uuid and archived_at is null) $$;
create or replace function has_member(of_org uuid, of_user text) returns boolean stable language sql as
$$ select exists (select from members where org_id = of_org and user_id = of_user::uuid) $$;
create or replace function has_limit(of_org uuid, of_limit text) returns boolean stable language sql as
$$ select exists (select from limits where org_id = of_org and id = of_limit::uuid and removed_at is null and kind <> 'credit') $$;
create or replace function has_call(of_org uuid, of_call text) returns boolean stable language sql as
$$ select exists (select from every_attempt where org_id = of_org and id = of_call::uuid) $$;
create or replace function has_alert_channel(of_org uuid, of_channel text) returns boolean stable language sql as
$$ select exists (select from alert_channels where org_id = of_org and id = of_channel::uuid and removed_at is null) $$;
create or replace function has_provider(of_org uuid, named text) returns boolean stable language sql as
$$ select exists (select from organization_providers where org_id = of_org and name = named and removed_at is null) $$;

-- Whether an organization is suspended: nothing of it may be used then.
create or replace function is_suspended(of_org uuid) returns boolean stable language sql
return exists (select from organizations o where o.id = of_org and o.suspended_at is not null);

-- What other features may join and export of keys and management keys: never a secret. They are views, not functions, because
-- lists search and sort by these columns, and PostgreSQL plans a view as part of the query. The policies of the caller apply.
create or replace view key_records with (security_invoker = true) as
select org_id, id, team_id, owner_id, name, last_four, created_by, created_at, updated_at, expires_at, disabled_at, revoked_at,
  last_used_at
from keys;
create or replace view management_key_records with (security_invoker = true) as
select org_id, id, name, last_four, permissions, created_at, revoked_at from management_keys;
grant select on key_records, management_key_records to nemorouter_console, nemorouter_installation;

-- A person's name and address as people read them, for what outlives the person's membership.
create or replace function person_to_read(of_user uuid) returns text stable language sql
return (select u.name || ', ' || u.email from users u where u.id = of_user);

-- What people call an organization, team or key that something applies to; null where it is gone.
create or replace function scope_name(of_org uuid, of_scope text, of_id uuid) returns text stable language sql
return (case of_scope
  when 'team' then (select t.name from teams t where t.org_id = of_org and t.id = of_id)
  when 'key' then (select k.name from keys k where k.org_id = of_org and k.id = of_id) end);

-- What other features may join of teams.
create or replace view team_records with (security_invoker = true) as
select org_id, id, name, archived_at from teams;
grant select on team_records to nemorouter_console, nemorouter_installation;

-- The same of who owned a key when something was charged to it: an organization may read that of its own requests, also when
-- the person has left.
create or replace function person_charged(of_org uuid, of_user uuid) returns text stable language sql
security definer set search_path from current as
$$ select u.name || ', ' || u.email from users u
    where of_org = current_org() and u.id = of_user and exists (select from every_attempt e where e.org_id = of_org and e.member_id = of_user) $$;
revoke execute on function person_charged from public;
grant execute on function person_charged to nemorouter_console;

-- How much of its own limits each organization, team, member and key has taken. `share`: of the limit closest to its cap, used
-- and held together, 1 at most. `lasting`: the same of those that do not come back within a minute. `used_up`: whether one of
-- these refuses requests even if all that are under way cost nothing.
create or replace function limit_shares(of_org uuid)
returns table (scope_id uuid, share numeric, lasting numeric, used_up boolean) language sql stable as $$
  select u.scope_id, max(u.share), max(u.share) filter (where u.lasts),
         coalesce(bool_or(u.used >= u.allowed) filter (where u.lasts), false)
    from (
      select l.scope_id, l.period <> 'minute' and l.unit <> 'in_flight' as lasts, coalesce(c.used, 0) as used, a.allowed,
             case when coalesce(c.used, 0) + coalesce(c.held, 0) >= a.allowed then 1
                  else (coalesce(c.used, 0) + coalesce(c.held, 0))::numeric / a.allowed end as share
        from limits l
        join organization_records o on o.id = l.org_id
        cross join lateral (select effective_amount(l) as allowed) a
        left join lateral (
          select sum(w.used) as used, sum(w.held) as held
            from windows w
           where w.org_id = l.org_id and w.limit_id = l.id and w.ends_at > now()
             and w.starts_at >= case l.period when 'minute' then now() - interval '2 minutes'
                                else window_start(l.period, o.timezone, l.restarted_at) end) c on true
       where l.org_id = of_org and l.kind = 'budget' and l.removed_at is null) u
   group by u.scope_id
$$;

-- How many requests of each key were refused in the last 24 hours.
create or replace function refused_lately(of_org uuid) returns table (key_id uuid, refusals bigint) language sql stable as $$
  select c.key_id, count(*)
    from calls c
   where c.org_id = of_org and c.status = 'refused' and c.id >= first_id_of(now() - interval '24 hours')
   group by c.key_id
$$;

-- How the account of a member stands, which an organization may read of its own people: when it was last used here, whether the
-- operator suspended it, and whether it has a second factor; null where single sign-on asks for that.
create or replace function member_account(of_org uuid, of_user uuid)
returns table (last_seen_at timestamptz, suspended boolean, second_factor boolean)
language sql stable security definer set search_path from current as $$
  select greatest(u.last_sign_in_at, (select max(s.last_seen_at) from sessions s where s.user_id = u.id)),
         u.suspended_at is not null,
         case when exists (select from identities i where i.user_id = u.id) then null
              else exists (select from second_factors f where f.user_id = u.id and f.confirmed_at is not null) end
    from users u
   where of_org = current_org() and u.id = of_user
     and exists (select from members m where m.org_id = of_org and m.user_id = of_user)
$$;
revoke execute on function member_account from public;
grant execute on function member_account to nemorouter_console;

-- What providers did with the attempts that were sent to them in the last 24 hours, by their names: an organization's own
-- providers, or, for null, those of the installation over all organizations.
create or replace function provider_traffic(of_org uuid)
returns table (provider text, attempts bigint, failures bigint, median_ms int, last_at timestamptz, last_ok_at timestamptz)
language sql stable as $$
  select a.provider, count(*), count(*) filter (where a.status = 'failed'),
         percentile_disc(0.5) within group (order by a.duration_ms) filter (where a.status = 'ok'),
         max(a.finished_at), max(a.finished_at) filter (where a.status = 'ok')
    from organization_records o cross join lateral (
      select e.provider, e.status, e.duration_ms, e.finished_at
        from every_attempt e
       where e.org_id = o.id and e.id >= first_id_of(now() - interval '24 hours') and e.sent and e.provider is not null
         and e.own_provider = (of_org is not null)) a
   where of_org is null or o.id = of_org
   group by a.provider
$$;
