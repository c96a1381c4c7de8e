-- What one feature may ask of another's rows within a query. Who owns the tables owns the answer.

-- How many keys of a team could start a call now, or once they are enabled again.
create or replace function live_keys(of_org uuid, of_team uuid) returns int stable language sql
return (select count(*)::int from keys k
  where k.org_id = of_org and k.team_id = of_team and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()));
