-- What the functions of the hold engine (R__hold_….sql) hand to each other.

-- The functions that took arrays instead.
do $$
declare
  old regprocedure;
begin
  for old in select oid from pg_proc
              where pronamespace = current_schema()::regnamespace
                and proname in ('apply_batch', 'book_expired', 'keep_holds', 'window_bounds') loop
    execute format('drop function %s', old);
  end loop;
end $$;

-- What an attempt asks to reserve. It asks for output tokens, from least_output to most_output, which cost input_cost + tokens ×
-- output_rate ÷ 10⁶ nano-US-dollars, rounded up, and prompt_tokens + tokens of tokens. `floor` is what it has cost at least once
-- it was sent, and floor_tokens are the input tokens behind that. `secret` is the number of the key's secret that it came with.
-- request_id names the request of a further attempt, and is null for the first.
create type hold_request as (
  id uuid,
  org_id uuid,
  team_id uuid,
  member_id uuid,
  key_id uuid,
  secret int,
  input_cost bigint,
  output_rate bigint,
  least_output bigint,
  most_output bigint,
  prompt_tokens bigint,
  floor bigint,
  floor_tokens bigint,
  requested_model text,
  model text,
  provider text,
  price_id bigint,
  streamed boolean,
  operation text,
  own_provider boolean,
  request_id uuid
);

-- A finished attempt, with the columns of `calls` and `attempts`.
create type settlement as (
  org_id uuid,
  id uuid,
  request_id uuid,
  team_id uuid,
  member_id uuid,
  key_id uuid,
  status text,
  http_status int,
  reason text,
  refusal jsonb,
  requested_model text,
  model text,
  provider text,
  price_id bigint,
  streamed boolean,
  operation text,
  own_provider boolean,
  sent boolean,
  finish_reason text,
  upstream_id text,
  prompt_tokens bigint,
  completion_tokens bigint,
  cached_tokens bigint,
  cache_write_tokens bigint,
  cache_write_1h_tokens bigint,
  reasoning_tokens bigint,
  audio_prompt_tokens bigint,
  audio_completion_tokens bigint,
  units bigint,
  cost bigint,
  cost_source text,
  first_byte_ms int,
  duration_ms int
);

-- All settlements of a batch, and the identifiers in them. `expired` are those of the sweep. Organizations in `doubtful` have a
-- settlement of an attempt that may or may not hold something. `requests` may have several attempts.
create type settlement_batch as (
  settlements settlement[],
  orgs uuid[],
  ids uuid[],
  expired uuid[],
  doubtful uuid[],
  requests uuid[]
);

-- What one settlement changes: the windows it was held in and what is given back to each, and what it takes. A late one has
-- nothing to give back and takes the difference to what was booked before. request_id is set where its request is to be summed up.
create type settled_attempt as (
  window_ids bigint[],
  amounts bigint[],
  cost bigint,
  tokens numeric,
  sent int,
  request_id uuid
);

-- The current windows of the limits on the scopes that holds come from: ids[n] belongs to scope_ids[n].
create type windows_in_force as (
  ids bigint[],
  scope_ids uuid[]
);

-- A locked window of a limit. scope_id is null where no hold of the batch can be counted in it. `allowed`, `used` and `room` are
-- those of the whole minute where the limit rolls. `crossed` is the highest threshold that is reached, in percent. The changes are
-- what the batch adds to the row.
create type window_state as (
  org_id uuid,
  id bigint,
  limit_id uuid,
  scope text,
  scope_id uuid,
  kind text,
  unit text,
  period text,
  model text,
  provider text,
  ends_at timestamptz,
  alert_at int[],
  allowed bigint,
  used bigint,
  room bigint,
  crossed int,
  held_change bigint,
  used_change bigint
);

-- A limit of requests that has counted a request at an earlier attempt.
create type counted_request as (
  request_id uuid,
  limit_id uuid
);

-- What becomes of a hold. Granted, it takes taken[n] of the window window_ids[n]. window_at is the place, among the windows of the
-- batch, of the one that refused or whose threshold is crossed; the columns after it describe that window at this moment.
create type hold_answer as (
  outcome text,
  amount bigint,
  output_tokens bigint,
  window_ids bigint[],
  taken bigint[],
  window_at int,
  used bigint,
  held bigint,
  needed bigint,
  lasting boolean
);

-- The answers to the holds of a batch, in their order, and what they hold of each window, in the order of the windows.
create type decisions as (
  answers hold_answer[],
  held bigint[]
);

-- A row of the answer to the node. `outcome` is one of
--   granted    `amount` may be spent on at most `output_tokens`; the other columns describe the limit whose threshold
--              is crossed, if one is
--   exists     this id holds already      finished   this id is settled already
--   refused    by the limit that the other columns describe; `lasting` if waiting for calls under way cannot help
--   no_credit  the organization has none  otherwise  why the key may not call: key_revoked, secret_ended, …
--   owner_changed  the key is not of the member that was named: ask again with its owner, whose limits are to count
create type hold_outcome as (
  outcome text,
  amount bigint,
  output_tokens bigint,
  scope text,
  kind text,
  unit text,
  period text,
  model text,
  provider text,
  limit_amount bigint,
  used bigint,
  held bigint,
  needed bigint,
  resets_at timestamptz,
  lasting boolean,
  threshold int
);
