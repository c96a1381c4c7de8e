-- What a call does at its provider, on whose account, and prices in units other than tokens.
-- `unit_price` is nano-US-dollars per million units; audio prices are null where audio costs what text costs.

alter table prices
  add column audio_input bigint check (audio_input >= 0),
  add column audio_output bigint check (audio_output >= 0),
  add column unit text check (unit in ('image', 'second', 'character', 'search', 'request')),
  add column unit_price bigint check (unit_price >= 0),
  add check ((unit is null) = (unit_price is null));

-- `own_provider`: the organization pays its provider itself, so the call counts on every limit but the credit.
-- `request_id`: of a further attempt, the first attempt's identifier, which the client knows the request by.
alter table calls
  add column operation text not null default 'chat',
  add column own_provider boolean not null default false,
  add column request_id uuid,
  add column audio_prompt_tokens bigint,
  add column audio_completion_tokens bigint,
  add column units bigint;

alter table holds
  add column operation text not null default 'chat',
  add column own_provider boolean not null default false;
