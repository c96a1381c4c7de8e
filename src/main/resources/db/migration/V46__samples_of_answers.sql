-- Answers as samples, where an organization chose to keep them too.

alter table guardrail_sampling add column answers boolean not null default false;
