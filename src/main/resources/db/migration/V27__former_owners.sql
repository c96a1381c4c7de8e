-- Keys remember who owned them last, and spend is counted for the person who owned the key when the call was made.

-- The person's name and address, set where a key has no owner any more.
alter table keys add column former_owner text;
update keys k set former_owner = (
  select u.name || ', ' || u.email from users u where u.id = (
    select c.member_id from calls c where c.org_id = k.org_id and c.key_id = k.id and c.member_id is not null
    order by c.id desc limit 1))
where k.owner_id is null;

create index calls_member on calls (org_id, member_id, id) where member_id is not null;
