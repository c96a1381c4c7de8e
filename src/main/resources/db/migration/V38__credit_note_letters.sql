-- Credit notes are mailed as receipts are. Those of before this were never promised, so they count as mailed.
alter table refunds
  add column mailed_at timestamptz,
  add column mail_attempts int not null default 0;
update refunds set mailed_at = refunded_at where status = 'refunded';
create index refunds_to_mail on refunds (refunded_at) where status = 'refunded' and mailed_at is null;
