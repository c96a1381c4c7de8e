-- Names of parameters that a provider gets beside those that its dialect knows (docs/client-formats.md).
alter table operator_providers add column pass_on text[] not null default '{}';
alter table organization_providers add column pass_on text[] not null default '{}';
