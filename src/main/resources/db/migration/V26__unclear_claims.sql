-- What the provider did not say of a person at the last sign-in or refresh although something here depends on it: group, role, organization.
alter table identities add column unclear_claims text[] not null default '{}';
