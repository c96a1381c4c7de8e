-- People come and go: invitations, and keys that stand as their owner does.

-- Why a key is disabled where nobody disabled it: ends by itself when its owner is a member like others again.
alter table keys
  add column disabled_reason text check (disabled_reason = 'owner_suspended'),
  add check (disabled_reason is null or disabled_at is not null);

-- Whoever writes a key: while its owner is suspended it is disabled, which is what holds look at, and no longer than that.
create function key_stands_as_its_owner() returns trigger language plpgsql as $$
begin
  if exists (select from members m
              where m.org_id = new.org_id and m.user_id = new.owner_id and m.suspended_at is not null) then
    if new.disabled_at is null then
      new.disabled_at := now();
      new.disabled_reason := 'owner_suspended';
    end if;
  elsif new.disabled_reason = 'owner_suspended' then
    new.disabled_at := null;
    new.disabled_reason := null;
  end if;
  return new;
end $$;
create trigger keys_stand_as_their_owner before insert or update of owner_id, disabled_at, disabled_reason on keys
  for each row execute function key_stands_as_its_owner();
