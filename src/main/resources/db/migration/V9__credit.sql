-- Prepaid money: buying it, the double-entry book behind it, what is left of each grant, refunds, disputes and statements.

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

create table purchases (
  org_id uuid not null references organizations,
  id uuid not null,
  origin text not null default 'buyer' check (origin in ('buyer', 'top_up')),
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
  payment_id text unique,
  -- What the payment provider says was paid, where that is not what was agreed on.
  paid_cents bigint,
  paid_currency text,
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
create index purchases_pending on purchases (checked_at) where status in ('created', 'open', 'waiting');
create index purchases_unmailed on purchases (paid_at) where status = 'paid' and mailed_at is null;
-- One top-up at a time, on however many nodes.
create unique index purchases_one_top_up on purchases (org_id) where origin = 'top_up' and status in ('created', 'open', 'waiting');
call tenant_table('purchases');
-- A console begins purchases; what becomes of them is the payment provider's to say.
revoke update, delete on purchases from nemorouter_console;
revoke delete on purchases from nemorouter_installation;

create function purchase_stays() returns trigger language plpgsql as $$
begin
  if (new.org_id, new.id, new.credit, new.fee, new.tax, new.total)
     is distinct from (old.org_id, old.id, old.credit, old.fee, old.tax, old.total)
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

-- The events that the payment provider reported.
create table payment_events (
  id text primary key,
  type text not null,
  session_id text not null,
  received_at timestamptz not null default now()
);
call installation_table('payment_events');
revoke update, delete on payment_events from nemorouter_installation;

-- The recipient on receipts.
create table billing_details (
  org_id uuid not null unique references organizations,
  id uuid not null,
  name text not null default '' check (length(name) <= 120),
  address text not null default '' check (length(address) <= 400),
  tax_id text not null default '' check (length(tax_id) <= 60),
  email text not null default '' check (length(email) <= 254),
  primary key (org_id, id)
);
call tenant_table('billing_details');

-- Automatic purchases with a saved payment method.
create table top_ups (
  org_id uuid not null unique references organizations,
  id uuid not null,
  enabled boolean not null default false,
  threshold bigint not null check (threshold >= 0),
  amount bigint not null check (amount > 0),
  -- What may be paid by top-ups in a calendar month, fee and tax included.
  ceiling bigint not null check (ceiling >= 0),
  customer_id text,
  method_id text,
  method_label text not null default '',
  -- A page for saving a payment method that was opened and not finished yet.
  setup_id text,
  setup_url text,
  -- The purchase that is under way; the next is begun once it is decided.
  pending_purchase uuid,
  failures int not null default 0,
  retry_at timestamptz,
  problem text not null default '',
  set_by text not null,
  email text,
  primary key (org_id, id),
  check (not enabled or method_id is not null)
);
call tenant_table('top_ups');

-- The double-entry book behind credit: append-only, every entry sums to zero (checked when the transaction commits).
create table journal_entries (
  org_id uuid not null references organizations,
  id uuid not null,
  kind text not null check (kind in
    ('grant', 'invoice', 'correction', 'promotion', 'withdrawal', 'purchase', 'expiry', 'refund', 'dispute')),
  note text not null,
  purchase_id uuid,
  -- What an entry without a purchase of its own is about: a refund, a dispute or a promotion, and how far it had come.
  source_id uuid,
  step text,
  -- A program that grants credit or withdraws it says which of its own doings that is, so that sending it again books nothing.
  reference text check (length(reference) between 1 and 120),
  created_by text not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint journal_entries_of_purchase foreign key (org_id, purchase_id) references purchases (org_id, id),
  constraint journal_entries_purchase_check check ((kind = 'purchase') = (purchase_id is not null)),
  constraint journal_entries_step_check check ((source_id is null) = (step is null)),
  constraint journal_entries_source_check check (kind not in ('expiry', 'refund', 'dispute') or source_id is not null)
);
-- A purchase is booked once.
create unique index journal_entries_purchase on journal_entries (org_id, purchase_id) where purchase_id is not null;
create unique index journal_entries_step on journal_entries (org_id, source_id, step) where source_id is not null;
create unique index journal_entries_reference on journal_entries (org_id, reference) where reference is not null;
-- For the export of the whole journal.
create index journal_entries_at on journal_entries (created_at, id);
call tenant_table('journal_entries');

create table journal_postings (
  org_id uuid not null,
  entry_id uuid not null,
  account text not null check (account in
    ('customer_credit', 'operator_grants', 'invoiced', 'corrections', 'promotions', 'payments', 'fee_income', 'tax_payable',
     'refunds_payable', 'disputed', 'dispute_losses')),
  amount bigint not null,
  primary key (org_id, entry_id, account),
  foreign key (org_id, entry_id) references journal_entries (org_id, id)
);
call tenant_table('journal_postings');
revoke update, delete on journal_entries, journal_postings from nemorouter_console, nemorouter_installation;

create function journal_entry_balances() returns trigger language plpgsql as $$
begin
  if (select sum(amount) from journal_postings where org_id = new.org_id and entry_id = new.entry_id) <> 0 then
    raise exception 'journal entry % does not sum to zero', new.entry_id;
  end if;
  return null;
end $$;
create constraint trigger journal_entry_balances after insert on journal_postings
  deferrable initially deferred for each row execute function journal_entry_balances();

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_entries_append_only before update or delete on journal_entries
  for each row execute function journal_is_append_only();
create trigger journal_postings_append_only before update or delete on journal_postings
  for each row execute function journal_is_append_only();

-- What is left of each grant of credit. An entry that adds credit makes one grant, of the same id. `remaining` follows the balance:
-- it is brought up to date whenever credit changes, in the order in which credit is used (promotions by expiry, then by age).
create table credit_grants (
  org_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('grant', 'invoice', 'correction', 'promotion', 'purchase')),
  amount bigint not null check (amount > 0),
  remaining bigint not null check (remaining between 0 and amount),
  purchase_id uuid,
  expires_at timestamptz,
  -- When it expired while requests under way held some of it: their part expires once they are over.
  held_over_at timestamptz,
  expired_at timestamptz,
  primary key (org_id, id),
  foreign key (org_id, id) references journal_entries (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id),
  check ((kind = 'promotion') = (expires_at is not null)),
  check ((kind = 'purchase') = (purchase_id is not null)),
  check (expired_at is null or remaining = 0)
);
create index credit_grants_left on credit_grants (org_id) where remaining > 0;
create index credit_grants_to_expire on credit_grants (expires_at) where kind = 'promotion' and expired_at is null;
create unique index credit_grants_purchase on credit_grants (org_id, purchase_id) where purchase_id is not null;
call tenant_table('credit_grants');
revoke delete on credit_grants from nemorouter_console, nemorouter_installation;

-- People whose mailbox had its starting credit, as a hash: one person gets it once, however they write their address.
create table starting_credits (
  person text primary key,
  amount bigint not null check (amount > 0),
  granted_at timestamptz not null default now()
);
call installation_table('starting_credits');
revoke update, delete on starting_credits from nemorouter_installation;

-- Each has a credit note, which is mailed as receipts are.
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
  mailed_at timestamptz,
  mail_attempts int not null default 0,
  primary key (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id),
  check ((refunded_at is null) = (note_number is null)),
  check (status <> 'refunded' or refunded_at is not null)
);
create index refunds_of_purchase on refunds (org_id, purchase_id);
create index refunds_pending on refunds (checked_at) where status in ('created', 'sent');
create index refunds_to_mail on refunds (refunded_at) where status = 'refunded' and mailed_at is null;
call tenant_table('refunds');
revoke update, delete on refunds from nemorouter_console;
revoke delete on refunds from nemorouter_installation;

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
  -- The status that the organization was told of last by mail, and how often that was tried in vain.
  told text check (told in ('inquiry', 'open', 'won', 'lost')),
  letter_claimed_at timestamptz,
  mail_attempts int not null default 0,
  primary key (org_id, id),
  foreign key (org_id, purchase_id) references purchases (org_id, id)
);
create index disputes_of_purchase on disputes (org_id, purchase_id);
create index disputes_open on disputes (checked_at) where status in ('inquiry', 'open');
create index disputes_to_tell on disputes (id) where told is distinct from status;
call tenant_table('disputes');
revoke insert, update, delete on disputes from nemorouter_console;
revoke delete on disputes from nemorouter_installation;

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

-- The last number of a credit note, as in `receipt_numbers`.
create table credit_note_numbers (last bigint not null);
insert into credit_note_numbers values (0);
call installation_table('credit_note_numbers');
revoke insert, delete on credit_note_numbers from nemorouter_installation;

-- Statements of an organization's credit, one for each month in its time zone: the entries of the journal and, for each day, what
-- requests were charged. A day is written down once it is over, and a month is closed with its last day. What is written stays:
-- what is booked later about an earlier day stands in the month in which it is written down.
create table credit_statements (
  org_id uuid not null,
  id uuid not null,
  -- Its first day.
  month date not null check (extract(day from month) = 1),
  -- The time zone that it is kept in, also if the organization changes its own meanwhile.
  zone text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  -- Until when its days are written down, and when the next one is over.
  kept_until timestamptz not null check (kept_until between starts_at and ends_at),
  next_at timestamptz not null,
  opening bigint not null,
  -- After its last line.
  closing bigint not null,
  lines int not null default 0 check (lines >= 0),
  -- Of this month and all before it: what requests were charged.
  charged bigint not null,
  -- Names and addresses as they were when the month was closed.
  issuer text not null default '',
  holder text not null default '',
  closed_at timestamptz,
  primary key (org_id, id),
  unique (org_id, month),
  check (closed_at is null or kept_until = ends_at)
);
create unique index credit_statements_open on credit_statements (org_id) where closed_at is null;
create index credit_statements_due on credit_statements (next_at) where closed_at is null;
call tenant_table('credit_statements');
revoke insert, update, delete on credit_statements from nemorouter_console;
revoke delete on credit_statements from nemorouter_installation;

create table credit_statement_lines (
  org_id uuid not null,
  statement_id uuid not null,
  position int not null check (position > 0),
  at timestamptz not null,
  -- A kind of the journal's entries, or requests that were charged on that day, or later about earlier days.
  kind text not null,
  -- Null for requests.
  entry_id uuid,
  note text not null,
  created_by text not null,
  amount bigint not null,
  balance bigint not null,
  primary key (org_id, statement_id, position),
  -- An entry of the journal stands in one month.
  unique (org_id, entry_id),
  foreign key (org_id, statement_id) references credit_statements (org_id, id),
  foreign key (org_id, entry_id) references journal_entries (org_id, id),
  check ((entry_id is null) = (kind in ('usage', 'late_usage')))
);
call tenant_table('credit_statement_lines');
revoke insert, update, delete on credit_statement_lines from nemorouter_console;
revoke update, delete on credit_statement_lines from nemorouter_installation;

create function statement_stays() returns trigger language plpgsql as $$
begin
  if old.closed_at is not null
     or (new.org_id, new.id, new.month, new.zone, new.starts_at, new.ends_at, new.opening)
        is distinct from (old.org_id, old.id, old.month, old.zone, old.starts_at, old.ends_at, old.opening) then
    raise exception 'statement % stays as it is', old.id;
  end if;
  return new;
end $$;
create trigger credit_statements_stay before update on credit_statements for each row execute function statement_stays();

create function statement_is_open() returns trigger language plpgsql as $$
begin
  if exists (select from credit_statements s where s.org_id = new.org_id and s.id = new.statement_id and s.closed_at is not null) then
    raise exception 'statement % is closed', new.statement_id;
  end if;
  return new;
end $$;
create trigger credit_statement_lines_open before insert on credit_statement_lines for each row execute function statement_is_open();
