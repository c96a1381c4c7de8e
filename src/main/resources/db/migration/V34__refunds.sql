-- What is left of each grant of credit, promotional credit that expires, refunds, disputes, and the operator's policy on them.

-- An entry that adds credit makes one grant, of the same id. `remaining` follows the balance: it is brought up to date whenever
-- credit changes, in the order in which credit is used (promotions by expiry, then by age).
create table credit_grants (
  org_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('grant', 'invoice', 'correction', 'promotion', 'purchase')),
  amount bigint not null check (amount > 0),
  remaining bigint not null check (remaining between 0 and amount),
  purchase_id uuid,
  expires_at timestamptz,
  -- When it expired while calls under way held some of it: their part expires once they are over.
  held_over_at timestamptz,
  expired_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, id) references journal_entries (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id),
  check ((kind = 'promotion') = (expires_at is not null)),
  check ((kind = 'purchase') = (purchase_id is not null)),
  check (expired_at is null or remaining = 0)
);
call tenant_table('credit_grants');
revoke delete on credit_grants from nemorouter_console, nemorouter_installation;
create index credit_grants_left on credit_grants (org_id) where remaining > 0;
create index credit_grants_to_expire on credit_grants (expires_at) where kind = 'promotion' and expired_at is null;
create unique index credit_grants_purchase on credit_grants (org_id, purchase_id) where purchase_id is not null;

-- What was granted before: withdrawals and use took the oldest first.
insert into credit_grants (org_id, id, kind, amount, remaining, purchase_id)
select g.org_id, g.id, g.kind, g.amount,
       least(g.amount, greatest(0, g.until_here - (g.total - greatest(0, g.left)))), g.purchase_id
  from (select e.org_id, e.id, e.kind, e.purchase_id, -p.amount amount,
               -sum(p.amount) over (partition by e.org_id order by e.id) until_here,
               -sum(p.amount) over (partition by e.org_id) total,
               coalesce((select l.amount - coalesce((select sum(w.used) from windows w where w.org_id = l.org_id and w.limit_id = l.id), 0)
                           from limits l where l.org_id = e.org_id and l.kind = 'credit' and l.removed_at is null), 0) as left
          from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
         where p.account = 'customer_credit' and p.amount < 0) g;

alter table journal_entries
  drop constraint journal_entries_kind_check,
  add constraint journal_entries_kind_check check (kind in
    ('grant', 'invoice', 'correction', 'promotion', 'withdrawal', 'purchase', 'expiry', 'refund', 'dispute')),
  -- What an entry without a purchase of its own is about: a refund, a dispute or a promotion, and how far it had come.
  add column source_id uuid,
  add column step text,
  add constraint journal_entries_step_check check ((source_id is null) = (step is null)),
  add constraint journal_entries_source_check check (kind not in ('expiry', 'refund', 'dispute') or source_id is not null);
create unique index journal_entries_step on journal_entries (org_id, source_id, step) where source_id is not null;
alter table journal_postings
  drop constraint journal_postings_account_check,
  add constraint journal_postings_account_check check (account in
    ('customer_credit', 'operator_grants', 'invoiced', 'corrections', 'promotions', 'payments', 'fee_income', 'tax_payable',
     'refunds_payable', 'disputed', 'dispute_losses'));

alter table purchases
  add column payment_id text unique,
  -- What the payment provider says was paid, where that is not what was agreed on.
  add column paid_cents bigint,
  add column paid_currency text;

-- A changed policy is a new version; refunds and disputes keep the one they were begun by.
create table payment_policies (
  id bigint generated always as identity primary key,
  refund_fee text not null check (refund_fee in ('kept', 'returned')),
  dispute_use text not null check (dispute_use in ('owed', 'written_off')),
  dispute_action text not null check (dispute_action in ('warn', 'suspend')),
  set_by text not null,
  created_at timestamptz not null default now()
);
call installation_table('payment_policies');
revoke update, delete on payment_policies from nemorouter_installation;
grant select on payment_policies to nemorouter_console;

create table refunds (
  org_id uuid not null,
  id uuid not null,
  purchase_id uuid not null,
  status text not null check (status in ('created', 'sent', 'refunded', 'failed')),
  origin text not null check (origin in ('organization', 'operator', 'provider')),
  credit bigint not null check (credit >= 0),
  fee bigint not null check (fee >= 0),
  tax bigint not null check (tax >= 0),
  total bigint not null check (total = credit + fee + tax and total > 0 and total % 10000000 = 0),
  reason text not null,
  requested_by text not null,
  provider_id text unique,
  problem text not null default '',
  created_at timestamptz not null,
  checked_at timestamptz not null,
  refunded_at timestamptz,
  note_number bigint unique,
  primary key (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id),
  check ((refunded_at is null) = (note_number is null)),
  check (status <> 'refunded' or refunded_at is not null)
);
call tenant_table('refunds');
revoke update, delete on refunds from nemorouter_console;
revoke delete on refunds from nemorouter_installation;
create index refunds_of_purchase on refunds (org_id, purchase_id);
create index refunds_pending on refunds (checked_at) where status in ('created', 'sent');

create table disputes (
  org_id uuid not null,
  id uuid not null,
  purchase_id uuid not null,
  provider_id text not null unique,
  status text not null check (status in ('inquiry', 'open', 'won', 'lost')),
  credit bigint not null check (credit >= 0),
  fee bigint not null check (fee >= 0),
  tax bigint not null check (tax >= 0),
  total bigint not null check (total = credit + fee + tax),
  -- What is taken from the credit while it is open, or when it is lost.
  voided bigint not null check (voided between 0 and credit),
  reason text not null,
  respond_by timestamptz,
  -- Whether the organization was suspended for it, and has not been let go on since.
  suspended boolean not null default false,
  opened_at timestamptz not null,
  checked_at timestamptz not null,
  closed_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id)
);
call tenant_table('disputes');
revoke insert, update, delete on disputes from nemorouter_console;
revoke delete on disputes from nemorouter_installation;
create index disputes_of_purchase on disputes (org_id, purchase_id);
create index disputes_open on disputes (checked_at) where status in ('inquiry', 'open');

-- What a refund or a dispute is about stays, and what was refunded has its credit note for good.
create function reversal_stays() returns trigger language plpgsql as $$
begin
  if (new.org_id, new.id, new.purchase_id, new.credit, new.fee, new.tax, new.total)
     is distinct from (old.org_id, old.id, old.purchase_id, old.credit, old.fee, old.tax, old.total) then
    raise exception 'what % is about stays', old.id;
  end if;
  return new;
end $$;
create trigger refunds_stay before update on refunds for each row execute function reversal_stays();
create trigger disputes_stay before update on disputes for each row execute function reversal_stays();

create table credit_note_numbers (last bigint not null);
insert into credit_note_numbers values (0);
call installation_table('credit_note_numbers');
revoke insert, delete on credit_note_numbers from nemorouter_installation;
