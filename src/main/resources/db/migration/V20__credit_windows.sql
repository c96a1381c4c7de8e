-- The window of an organization's credit is there from the beginning. Every batch of holds locks it, and whatever ends somebody's
-- right to call waits at it; the first batch would make it where nobody else sees it yet.
create function open_credit_window() returns trigger language plpgsql as $$
begin
  insert into windows (org_id, limit_id, unit, starts_at, ends_at)
  values (new.org_id, new.id, new.unit, '-infinity', 'infinity') on conflict do nothing;
  return null;
end $$;

create trigger limits_open_credit after insert on limits
  for each row when (new.kind = 'credit') execute function open_credit_window();

insert into windows (org_id, limit_id, unit, starts_at, ends_at)
select org_id, id, unit, '-infinity', 'infinity' from limits where kind = 'credit' and removed_at is null
on conflict do nothing;
