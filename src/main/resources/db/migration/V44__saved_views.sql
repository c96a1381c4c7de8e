-- Filters of the list of requests that people keep under a name: for themselves, or for the whole organization.
create table saved_views (
  org_id uuid not null references organizations,
  id uuid not null,
  -- Null for one of the whole organization.
  user_id uuid references users on delete cascade,
  name text not null check (length(name) between 1 and 60),
  -- As the address of the list has it, without the question mark.
  query text not null check (length(query) between 1 and 4000),
  created_by text not null,
  created_at timestamptz not null,
  primary key (org_id, id)
);
create unique index saved_views_own on saved_views (org_id, user_id, lower(name)) where user_id is not null;
create unique index saved_views_shared on saved_views (org_id, lower(name)) where user_id is null;
call tenant_table('saved_views');

-- The list is narrowed to why requests were refused or failed, and names the reasons there are.
create index calls_reason on calls (org_id, reason, id) where reason is not null;
-- The few requests of several attempts, whose money and tokens sums of days have at their attempts.
create index calls_apart on calls (org_id, id)
  include (status, team_id, key_id, member_id, model, requested_model, provider, cost, prompt_tokens, completion_tokens)
  where attempts_apart;
