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
call tenant_table('credit_statements');
revoke insert, update, delete on credit_statements from nemorouter_console;
revoke delete on credit_statements from nemorouter_installation;
create unique index credit_statements_open on credit_statements (org_id) where closed_at is null;
create index credit_statements_due on credit_statements (next_at) where closed_at is null;

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

-- Letters about disputes: how far each one was told, and how often that was tried in vain. Those of before this were never promised.
alter table disputes
  add column told text check (told in ('inquiry', 'open', 'won', 'lost')),
  add column letter_claimed_at timestamptz,
  add column mail_attempts int not null default 0;
update disputes set told = status;
create index disputes_to_tell on disputes (id) where told is distinct from status;

-- For the export of the whole journal.
create index journal_entries_at on journal_entries (created_at, id);
