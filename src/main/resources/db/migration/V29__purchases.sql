-- Buying credit: what it costs beside the credit, purchases with their receipts, and the events that the payment provider reported.

-- A changed fee is a new version, so any purchase can be recomputed.
create table fee_versions (
  id bigint generated always as identity primary key,
  basis_points int not null check (basis_points between 0 and 10000),
  minimum bigint not null check (minimum >= 0),
  tax_name text not null check (length(tax_name) between 1 and 40),
  tax_basis_points int not null check (tax_basis_points between 0 and 10000),
  tax_base text not null check (tax_base in ('fee', 'total')),
  set_by text not null,
  created_at timestamptz not null default now()
);
call installation_table('fee_versions');
revoke update, delete on fee_versions from nemorouter_installation;
grant select on fee_versions to nemorouter_console;

create table purchases (
  org_id uuid not null references organizations,
  id uuid not null,
  status text not null check (status in ('created', 'open', 'waiting', 'paid', 'failed', 'expired', 'review')),
  credit bigint not null check (credit > 0 and credit % 10000000 = 0),
  fee bigint not null check (fee >= 0 and fee % 10000000 = 0),
  tax bigint not null check (tax >= 0 and tax % 10000000 = 0),
  total bigint not null check (total = credit + fee + tax),
  -- 0 for what the environment said.
  fee_version bigint not null,
  fee_basis_points int not null,
  fee_minimum bigint not null,
  tax_name text not null,
  tax_basis_points int not null,
  tax_base text not null check (tax_base in ('fee', 'total')),
  buyer_name text not null,
  buyer_email text,
  session_id text unique,
  checkout_url text,
  problem text not null default '',
  created_at timestamptz not null,
  checked_at timestamptz not null,
  paid_at timestamptz,
  receipt_number bigint unique,
  receipt_seller text,
  receipt_buyer text,
  mailed_at timestamptz,
  mail_attempts int not null default 0,
  primary key (org_id, id),
  check ((status = 'paid') = (paid_at is not null)),
  check ((status = 'paid') = (receipt_number is not null))
);
call tenant_table('purchases');
-- A console begins purchases; what becomes of them is the payment provider's to say.
revoke update, delete on purchases from nemorouter_console;
revoke delete on purchases from nemorouter_installation;
create index purchases_pending on purchases (checked_at) where status in ('created', 'open', 'waiting');
create index purchases_unmailed on purchases (paid_at) where status = 'paid' and mailed_at is null;

create function purchase_stays() returns trigger language plpgsql as $$
begin
  if (new.org_id, new.id, new.credit, new.fee, new.tax, new.total) is distinct from (old.org_id, old.id, old.credit, old.fee, old.tax, old.total)
     or (old.status = 'paid' and (new.status, new.paid_at, new.receipt_number, new.receipt_seller, new.receipt_buyer)
                 is distinct from (old.status, old.paid_at, old.receipt_number, old.receipt_seller, old.receipt_buyer)) then
    raise exception 'what was bought and the receipt of purchase % stay', old.id;
  end if;
  return new;
end $$;
create trigger purchases_stay before update on purchases for each row execute function purchase_stays();

-- The last number of a receipt. One row, locked by the transaction that takes the next: so there are no gaps.
create table receipt_numbers (last bigint not null);
insert into receipt_numbers values (0);
call installation_table('receipt_numbers');
revoke insert, delete on receipt_numbers from nemorouter_installation;

create table payment_events (
  id text primary key,
  type text not null,
  session_id text not null,
  received_at timestamptz not null default now()
);
call installation_table('payment_events');
revoke update, delete on payment_events from nemorouter_installation;

alter table journal_entries
  drop constraint journal_entries_kind_check,
  add constraint journal_entries_kind_check check (kind in ('grant', 'withdrawal', 'purchase')),
  add column purchase_id uuid,
  add constraint journal_entries_purchase_check check ((kind = 'purchase') = (purchase_id is not null)),
  add constraint journal_entries_of_purchase foreign key (org_id, purchase_id) references purchases (org_id, id);
-- A purchase is booked once.
create unique index journal_entries_purchase on journal_entries (org_id, purchase_id) where purchase_id is not null;
alter table journal_postings
  drop constraint journal_postings_account_check,
  add constraint journal_postings_account_check
    check (account in ('customer_credit', 'operator_grants', 'payments', 'fee_income', 'tax_payable'));

-- Like the journal, purchases stay when their organization is deleted: books have to be kept.
create or replace function organization_leftovers(p_org uuid) returns text[] language plpgsql stable as $$
declare
  candidate record;
  has_rows boolean;
  leftovers text[] := '{}';
begin
  for candidate in
    with recursive tenant as (
      select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> all (array['journal_entries', 'journal_postings', 'audit_entries', 'audit_blocks', 'audit_settings', 'purchases'])),
    refers as (
      select distinct f.conrelid as child, f.confrelid as parent from pg_constraint f
       where f.contype = 'f' and f.conrelid <> f.confrelid
         and f.conrelid in (select oid from tenant) and f.confrelid in (select oid from tenant)),
    depths as (
      select oid, 0 as depth from tenant
      union
      select r.child, d.depth + 1 from depths d join refers r on r.parent = d.oid where d.depth < 20)
    select d.oid::regclass::text as name from depths d group by d.oid order by max(d.depth) desc, d.oid::regclass::text
  loop
    execute format('select exists (select from %s where org_id = $1)', candidate.name) into has_rows using p_org;
    if has_rows then
      leftovers := leftovers || candidate.name;
    end if;
  end loop;
  return leftovers;
end $$;
