-- What a provider keeps in its cache for an hour costs more than what it keeps for minutes. It is a part of cache_write_tokens.
alter table calls add column cache_write_1h_tokens bigint;
