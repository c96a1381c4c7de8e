-- How a provider does with each of its models that failed of late: an object by the model's name.
alter table provider_health add column models jsonb not null default '{}';
-- Circuits of a key and a model that are not closed.
alter table provider_health add column paused_keys bigint not null default 0;
