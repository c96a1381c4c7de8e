-- The list of requests is searched by the provider's own identifier of an answer, in the request's row and in its attempts'.
create index calls_upstream on calls (org_id, upstream_id) where upstream_id is not null;
create index attempts_upstream on attempts (org_id, upstream_id) where upstream_id is not null;
