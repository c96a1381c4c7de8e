-- Whatever ends somebody's right to call: once its transaction is committed, no hold is granted that did not see it. A batch of
-- holds that is being decided may have read the row before, so the transaction waits for it before it commits, and lets the next
-- one wait. Each batch locks the window of its organizations' credit before it reads anything that it decides by.
create function let_holds_finish() returns trigger language plpgsql as $$
declare
  org uuid;
begin
  if tg_table_name = 'organizations' then
    org := new.id;
  else
    org := new.org_id;
  end if;
  perform w.id from windows w
    where w.org_id = org and w.limit_id in (
      select l.id from limits l where l.org_id = org and l.scope_id = org and l.kind = 'credit' and l.removed_at is null)
    order by w.id for no key update;
  return null;
end $$;

-- Deferred, so that the lock is the last that the transaction takes.
create constraint trigger keys_end after update of revoked_at, disabled_at, secret_number, previous_until on keys
  deferrable initially deferred for each row
  when (new.revoked_at is distinct from old.revoked_at or new.disabled_at is distinct from old.disabled_at
    or new.secret_number <> old.secret_number or new.previous_until is distinct from old.previous_until)
  execute function let_holds_finish();
create constraint trigger teams_end after update of archived_at on teams
  deferrable initially deferred for each row when (new.archived_at is distinct from old.archived_at)
  execute function let_holds_finish();
create constraint trigger organizations_end after update of suspended_at on organizations
  deferrable initially deferred for each row when (new.suspended_at is distinct from old.suspended_at)
  execute function let_holds_finish();
