-- Automatic top-up with a saved payment method, and the recipient on receipts.

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

alter table purchases add column origin text not null default 'buyer' check (origin in ('buyer', 'top_up'));
-- One at a time, on however many nodes.
create unique index purchases_one_top_up on purchases (org_id) where origin = 'top_up' and status in ('created', 'open', 'waiting');
