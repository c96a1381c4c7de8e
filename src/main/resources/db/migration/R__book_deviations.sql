-- The books (docs/operations.md): what must be true of an organization, recomputed from what is stored, and each deviation
-- in words. It shares no code with the engine that it checks. All functions are stable, so one call sees one snapshot.
-- What holds and windows are checked against is attempts, each with its own cost and windows; requests are checked to be
-- the sums of theirs.

create or replace function in_words(p_unit text, p_amount numeric) returns text language sql immutable as $$
  select case p_unit when 'usd' then case when p_amount < 0 then '-$' else '$' end || trim_scale(abs(p_amount) / 1000000000)
                     when 'tokens' then p_amount || ' tokens'
                     when 'requests' then p_amount || ' requests'
                     else p_amount || ' calls in flight' end
$$;

create or replace function limit_in_words(l limits) returns text language sql stable as $$
  select case when l.kind = 'credit' then 'the organization''s credit' else
    'the limit of ' || case l.unit when 'usd' then 'dollars' when 'in_flight' then 'calls in flight' else l.unit end
    || case when l.unit = 'in_flight' then '' when l.period = 'total' then ' in total' else ' per ' || l.period end
    || case l.scope
         when 'organization' then ' of the organization'
         when 'team' then ' of the team “' || coalesce((select name from teams where org_id = l.org_id and id = l.scope_id), '?') || '”'
         when 'key' then ' of the key “' || coalesce((select name from keys where org_id = l.org_id and id = l.scope_id), '?') || '”'
         else ' of the member “' || coalesce((select name from users where id = l.scope_id), '?') || '”' end
    || coalesce(' for the model ' || l.model, '') || coalesce(' at the provider ' || l.provider, '') end
$$;

create or replace function window_in_words(w windows) returns text language sql stable as $$
  select coalesce((select limit_in_words(l) from limits l where l.org_id = w.org_id and l.id = w.limit_id), 'a limit that is gone')
    || case when isfinite(w.starts_at) then ', from ' || to_char(w.starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC,'
            else '' end
$$;

-- What an attempt takes of a window.
create or replace function taken_by(c every_attempt, p_unit text) returns bigint language sql immutable as $$
  select case p_unit when 'usd' then c.cost
                     when 'tokens' then bounded(coalesce(c.prompt_tokens, 0)::numeric + coalesce(c.completion_tokens, 0))
                     when 'requests' then c.sent::int
                     else 0 end
$$;

-- The part of it that no hold covered when it was booked: all of a late settlement, whose hold was gone by then, and what
-- went beyond the hold. No cap could prevent it.
create or replace function excess_of(c every_attempt, p_unit text) returns bigint language sql immutable as $$
  select case when c.late then taken_by(c, p_unit)
              when p_unit = 'usd' and c.overrun then greatest(0, c.cost - c.held)
              when p_unit = 'tokens' then greatest(0, taken_by(c, p_unit) - c.held_tokens)
              else 0 end
$$;

-- I1: held of each window = the amounts of the holds in it. I4: an id is held or recorded, not both. I9: no hold outlives
-- its expiry, but for the time that a sweep takes.
create or replace function deviations_of_holds(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with placed as materialized (
    select h.id, x.window_id, x.amount from holds h cross join lateral unnest(h.window_ids, h.amounts) x(window_id, amount) where h.org_id = p_org)
  select 'I1', 'window ' || w.id, bounded(coalesce(p.amount, 0)), w.held,
         format('On %s %s count as held, but the calls under way hold %s.', window_in_words(w), in_words(w.unit, w.held),
                in_words(w.unit, coalesce(p.amount, 0)))
    from windows w left join (select window_id, sum(amount) amount from placed group by window_id) p on p.window_id = w.id
   where w.org_id = p_org and bounded(w.held) is distinct from bounded(coalesce(p.amount, 0))
  union all
  select 'I1', 'hold ' || p.id, 0, p.amount, format('The call holds an amount of %s in window %s, which is gone.', p.amount, p.window_id)
    from placed p
   where p.amount > 0 and not exists (select from windows w where w.org_id = p_org and w.id = p.window_id)
  union all
  select 'I1', 'hold ' || h.id, cardinality(h.window_ids), cardinality(h.amounts),
         format('The call holds in %s windows, but names %s amounts.', cardinality(h.window_ids), cardinality(h.amounts))
    from holds h where h.org_id = p_org and cardinality(h.window_ids) <> cardinality(h.amounts)
  union all
  select 'I4', 'call ' || h.id, 1, 2, format('The call is recorded as %s, and still holds %s.', c.status, in_words('usd', h.amount))
    from holds h join every_attempt c on c.org_id = h.org_id and c.id = h.id
   where h.org_id = p_org
  union all
  select 'I9', 'hold ' || h.id, 0, extract(epoch from now() - h.expires_at)::bigint,
         format('The hold of %s expired %s seconds ago and no sweep has booked it.', in_words('usd', h.amount),
                extract(epoch from now() - h.expires_at)::bigint)
    from holds h where h.org_id = p_org and h.expires_at < now() - interval '5 minutes'
$$;

-- I2: used of each window = what it carried + what its calls took. I3: used + held is at most the cap, but for what calls
-- took beyond their holds, for a cap that was lowered since, and for a raise that has ended; of a rolling minute, together
-- with the steps of the 60 seconds before.
create or replace function deviations_of_windows(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with taken as materialized (
    select w.id, sum(taken_by(c, w.unit)) amount, sum(excess_of(c, w.unit)) excess
      from every_attempt c cross join lateral unnest(c.window_ids) x(id) join windows w on w.org_id = p_org and w.id = x.id
     where c.org_id = p_org group by w.id),
  counted as materialized (
    select w, l, coalesce(t.amount, 0) taken, w.used::numeric + w.held counts, coalesce(t.excess, 0) + w.carried_excess excess,
           w.starts_at - case l.period when 'minute' then interval '60 seconds' else interval '0' end since
      from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id left join taken t on t.id = w.id
     where w.org_id = p_org),
  rolled as materialized (
    select c.w, c.l, c.since,
           case (c.l).period when 'minute' then sum(c.counts) over minute else c.counts end counts,
           case (c.l).period when 'minute' then sum(c.excess) over minute else c.excess end excess,
           (c.l).amount + case when (c.l).raised_until > c.since then (c.l).raise else 0 end cap
      from counted c
    window minute as (partition by (c.w).limit_id order by (c.w).starts_at range between interval '60 seconds' preceding and current row))
  select 'I2', 'window ' || (c.w).id, bounded((c.w).carried + c.taken), (c.w).used,
         format('On %s %s count as used, but it carried %s and its calls took %s.', window_in_words(c.w),
                in_words((c.w).unit, (c.w).used), in_words((c.w).unit, (c.w).carried), in_words((c.w).unit, c.taken))
    from counted c where bounded((c.w).used) <> bounded((c.w).carried + c.taken)
  union all
  select 'I3', 'window ' || (r.w).id, r.cap, bounded(r.counts),
         format('On %s %s are used and held, more than the %s that it allows; calls that took more than they held explain %s.',
                window_in_words(r.w), in_words((r.w).unit, r.counts), in_words((r.w).unit, r.cap), in_words((r.w).unit, r.excess))
    from rolled r
   where r.counts > greatest(r.cap, (r.w).carried - (r.w).carried_excess) + r.excess
     and ((r.l).lowered_at > r.since) is not true
     -- A window of the period that the limit had before says nothing about the cap it has now.
     and ((r.l).period = 'total') = not isfinite((r.w).ends_at)
  union all
  select 'negative', 'window ' || w.id, 0, least(w.used, w.held, w.carried),
         format('On %s a counter is below zero: used %s, held %s.', window_in_words(w), in_words(w.unit, w.used), in_words(w.unit, w.held))
    from windows w where w.org_id = p_org and least(w.used, w.held, w.carried) < 0
$$;

-- I5: the journal sums to zero, and the credit limit is what was granted. I6: the credit used is what all calls cost
-- that the organization did not pay its own provider for.
create or replace function deviations_of_credit(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  select 'I5', 'journal entry ' || e.id, 0, bounded(coalesce(sum(p.amount), 0)),
         case when count(p.entry_id) = 0 then format('The %s has no postings.', e.kind)
              else format('The postings of the %s do not sum to zero but to %s.', e.kind, in_words('usd', sum(p.amount))) end
    from journal_entries e left join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
   where e.org_id = p_org group by e.id, e.kind
  having coalesce(sum(p.amount), 0) <> 0 or count(p.entry_id) = 0
  union all
  select 'I5', 'credit', bounded(x.granted), bounded(x.cap),
         format('The credit is %s, but the journal grants %s.', in_words('usd', x.cap), in_words('usd', x.granted))
    from (select coalesce((select -sum(amount) from journal_postings where org_id = p_org and account = 'customer_credit'), 0) granted,
                 coalesce((select sum(amount) from limits where org_id = p_org and kind = 'credit' and removed_at is null), 0) cap) x
   where x.granted <> x.cap
  union all
  select 'I6', 'credit', bounded(x.carried + x.cost), bounded(x.used),
         format('Of the credit %s are used, but it carried %s and all calls cost %s.', in_words('usd', x.used),
                in_words('usd', x.carried), in_words('usd', x.cost))
    from (select coalesce(sum(w.used), 0) used, coalesce(sum(w.carried), 0) carried,
                 coalesce((select sum(cost) from every_attempt where org_id = p_org and not own_provider), 0) cost
            from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id
           where w.org_id = p_org and l.kind = 'credit') x
   where bounded(x.used) <> bounded(x.carried + x.cost)
$$;

-- I7: a paid purchase is booked exactly once, at exactly what was agreed on, and no other is booked at all.
create or replace function deviations_of_purchases(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with booked as (
    select e.purchase_id id, count(distinct e.id) entries,
           -coalesce(sum(p.amount) filter (where p.account = 'customer_credit'), 0) credit,
           -coalesce(sum(p.amount) filter (where p.account = 'fee_income'), 0) fee,
           -coalesce(sum(p.amount) filter (where p.account = 'tax_payable'), 0) tax,
           coalesce(sum(p.amount) filter (where p.account = 'payments'), 0) paid
      from journal_entries e left join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
     where e.org_id = p_org and e.purchase_id is not null group by e.purchase_id)
  select 'I7', 'purchase ' || p.id, p.credit, bounded(coalesce(b.credit, 0)),
         format('The purchase was paid with %s for %s of credit, but %s entries of the journal book %s paid for %s.',
                in_words('usd', p.total), in_words('usd', p.credit), coalesce(b.entries, 0), in_words('usd', coalesce(b.paid, 0)),
                in_words('usd', coalesce(b.credit, 0)))
    from purchases p left join booked b on b.id = p.id
   where p.org_id = p_org and p.status = 'paid'
     and (b.entries, b.credit, b.fee, b.tax, b.paid) is distinct from (1, p.credit, p.fee, p.tax, p.total)
  union all
  select 'I7', 'purchase ' || b.id, 0, bounded(b.credit),
         format('The journal books %s of credit for a purchase that is not paid.', in_words('usd', b.credit))
    from booked b
   where not exists (select from purchases p where p.org_id = p_org and p.id = b.id and p.status = 'paid')
$$;

-- I6: each entry that adds credit is one grant of the same amount, what is left of the grants covers the balance, and no
-- promotion outlives its time. Withdrawals, expiries, refunds and disputes take from the grants: the rest is the balance.
create or replace function deviations_of_grants(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with added as (
    select e.id, e.kind, -p.amount amount from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
     where e.org_id = p_org and p.account = 'customer_credit' and e.kind in ('grant', 'invoice', 'correction', 'promotion', 'purchase'))
  select 'I6', 'grant ' || coalesce(a.id, g.id), a.amount, g.amount,
         format('The journal adds %s of credit, but the grant is of %s.', in_words('usd', coalesce(a.amount, 0)), in_words('usd', coalesce(g.amount, 0)))
    from (select * from added where amount > 0) a full join (select * from credit_grants where org_id = p_org) g on g.id = a.id
   where (a.amount, a.kind) is distinct from (g.amount, g.kind)
  union all
  select 'I6', 'credit', bounded(x.balance), bounded(x.remaining),
         format('%s of credit is left, but only %s of its grants.', in_words('usd', x.balance), in_words('usd', x.remaining))
    from (select coalesce((select sum(remaining) from credit_grants where org_id = p_org), 0) remaining,
                 coalesce((select sum(amount) from limits where org_id = p_org and kind = 'credit' and removed_at is null), 0)
                 - coalesce((select sum(w.used) from windows w join limits l on l.org_id = w.org_id and l.id = w.limit_id
                              where w.org_id = p_org and l.kind = 'credit'), 0) balance) x
   where x.remaining < x.balance
  union all
  select 'I6', 'grant ' || g.id, 0, g.remaining, format('The promotion expired at %s, but %s of it is left.', g.expires_at, in_words('usd', g.remaining))
    from credit_grants g where g.org_id = p_org and g.expires_at < now() - interval '1 day' and g.expired_at is null
$$;

-- I7: each refund and each dispute has moved exactly what its status says, and no purchase is paid back more than once.
create or replace function deviations_of_reversals(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with booked as (
    select e.source_id id, -coalesce(sum(p.amount) filter (where p.account = 'customer_credit'), 0) credit,
           -coalesce(sum(p.amount) filter (where p.account = 'payments'), 0) paid,
           -coalesce(sum(p.amount) filter (where p.account = 'refunds_payable'), 0) payable,
           -coalesce(sum(p.amount) filter (where p.account = 'disputed'), 0) disputed
      from journal_entries e join journal_postings p on p.org_id = e.org_id and p.entry_id = e.id
     where e.org_id = p_org and e.source_id is not null group by e.source_id),
  reversals as (
    select 'refund' kind, r.id, r.purchase_id, r.total, r.status, r.status <> 'failed' counts,
           case when r.status <> 'failed' then -r.credit else 0 end credit,
           case when r.status = 'refunded' then r.total else 0 end paid,
           case when r.status in ('created', 'sent') then r.total else 0 end payable, 0::bigint disputed
      from refunds r where r.org_id = p_org
    union all
    select 'dispute', d.id, d.purchase_id, d.total, d.status, d.status <> 'won',
           case when d.status in ('open', 'lost') then -d.voided else 0 end,
           case when d.status = 'lost' then d.total else 0 end, 0, case when d.status = 'open' then d.voided else 0 end
      from disputes d where d.org_id = p_org)
  select 'I7', r.kind || ' ' || r.id, r.credit, bounded(coalesce(b.credit, 0)),
         format('The %s is %s, but the journal has moved %s of credit and %s of payments for it.', r.kind, r.status,
                in_words('usd', coalesce(b.credit, 0)), in_words('usd', coalesce(b.paid, 0)))
    from reversals r left join booked b on b.id = r.id
   where (coalesce(b.credit, 0), coalesce(b.paid, 0), coalesce(b.payable, 0), coalesce(b.disputed, 0))
         is distinct from (r.credit, r.paid, r.payable, r.disputed)
  union all
  select 'I7', 'purchase ' || p.id, p.total, bounded(sum(r.total)),
         format('%s was paid, but %s are paid back or disputed.', in_words('usd', p.total), in_words('usd', sum(r.total)))
    from purchases p join reversals r on r.purchase_id = p.id and r.counts
   where p.org_id = p_org group by p.id, p.total having sum(r.total) > p.total
$$;

-- I10: each cost can be recomputed from the stored tokens and price version, and was held before, unless the call is marked.
create or replace function deviations_of_costs(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with priced as (
    select c.id, c.status, c.cost, c.held, c.overrun, c.cost_source, c.price_id, p.id is not null priced,
           coalesce(c.prompt_tokens, 0)::numeric prompt, coalesce(c.completion_tokens, 0)::numeric completion,
           least(coalesce(c.cached_tokens, 0), coalesce(c.prompt_tokens, 0))::numeric cached,
           least(coalesce(c.cache_write_tokens, 0),
                 coalesce(c.prompt_tokens, 0) - least(coalesce(c.cached_tokens, 0), coalesce(c.prompt_tokens, 0)))::numeric written,
           coalesce(c.cache_write_1h_tokens, 0)::numeric written_for_an_hour,
           -- Anthropic takes twice the price of input for what it keeps for an hour.
           greatest(r.cache_write, 2 * r.input) hour_write,
           r.input, r.cached_input, r.cache_write, r.output, heard.tokens heard, spoken.tokens spoken,
           coalesce(p.audio_input, r.input) audio_input, coalesce(p.audio_output, r.output) audio_output,
           coalesce(c.units, 0)::numeric units, coalesce(p.unit_price, 0)::numeric unit_price,
           greatest(p.input, p.cached_input, p.cache_write, p.audio_input, p.long_input, p.long_cached_input, p.long_cache_write) dearest_input
      from every_attempt c left join prices p on p.id = c.price_id
     cross join lateral (select least(coalesce(c.audio_completion_tokens, 0), coalesce(c.completion_tokens, 0))::numeric tokens) spoken
     -- Recordings are neither cached nor written to a cache.
     cross join lateral (select greatest(0, least(coalesce(c.audio_prompt_tokens, 0), coalesce(c.prompt_tokens, 0)
                                     - coalesce(c.cached_tokens, 0) - coalesce(c.cache_write_tokens, 0)))::numeric tokens) heard
     cross join lateral (
       select p.input, p.cached_input, p.cache_write, p.output where (c.prompt_tokens > p.long_from) is not true
       union all
       select p.long_input, p.long_cached_input, p.long_cache_write, p.long_output where c.prompt_tokens > p.long_from) r
     where c.org_id = p_org),
  recomputed as (
    select q.*, ceil(((prompt - cached - written - heard) * input + cached * cached_input + (written - least(written, written_for_an_hour)) * cache_write
                      + least(written, written_for_an_hour) * hour_write + heard * audio_input
                      + (completion - spoken) * output + spoken * audio_output + units * unit_price)
                     / 1000000) exact,
           ceil((prompt * dearest_input + units * unit_price) / 1000000) input_at_most
      from priced q)
  select 'I10', 'call ' || r.id, bounded(r.exact), r.cost,
         format('The call was billed %s, but %s input tokens (%s cached, %s written to the cache) and %s output tokens cost %s at price version %s.',
                in_words('usd', r.cost), r.prompt, r.cached, r.written, r.completion, in_words('usd', r.exact), r.price_id)
    from recomputed r
   where r.cost_source in ('catalog', 'estimate') and r.status <> 'expired' and r.priced and r.cost <> r.exact
  union all
  select 'I10', 'call ' || r.id, bounded(r.input_at_most), r.cost,
         format('The call was lost and booked at %s, more than its %s input tokens can cost: %s.', in_words('usd', r.cost), r.prompt,
                in_words('usd', r.input_at_most))
    from recomputed r where r.status = 'expired' and r.priced and r.cost > r.input_at_most
  union all
  select 'I10', 'call ' || r.id, r.held, r.cost,
         case when r.overrun then format('The call is marked as an overrun, but cost %s of the %s held.', in_words('usd', r.cost), in_words('usd', r.held))
              else format('The call cost %s, but only %s were held, and it is not marked as an overrun.', in_words('usd', r.cost), in_words('usd', r.held)) end
    from recomputed r where r.overrun <> (r.cost > r.held)
  union all
  select 'I10', 'call ' || r.id, null, r.cost,
         format('The call cost %s, and %s.', in_words('usd', r.cost),
                case when r.cost_source is null then 'nothing says where that comes from'
                     when r.price_id is null then 'names no price version'
                     else format('names price version %s, which does not exist', r.price_id) end)
    from recomputed r where r.cost > 0 and (r.cost_source is null or not r.priced)
  union all
  select 'I10', 'call ' || r.id, 0, r.cost, format('The call cost less than nothing: %s.', in_words('usd', r.cost))
    from recomputed r where r.cost < 0
$$;

-- Settlements that the database refused: what the provider charged is not in the books until somebody decides on it.
create or replace function deviations_of_settlements(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  select 'unbooked', 'call ' || u.id, u.cost, coalesce(c.cost, 0),
         format('The call cost %s, but its settlement was refused (%s); %s.', in_words('usd', u.cost), u.error,
                case when c.id is null then 'nothing is booked' else in_words('usd', c.cost) || ' are booked' end)
    from unbooked u left join every_attempt c on c.org_id = u.org_id and c.id = u.id
   where u.org_id = p_org and u.resolved_at is null
$$;

-- I12: a request of several attempts is their sum, and each of them has its request.
create or replace function deviations_of_requests(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with tried as (
    select a.request_id id, count(*) attempts, sum(a.cost) cost, bounded(sum(a.held)) held, bounded(sum(a.prompt_tokens)) prompt,
           bounded(sum(a.completion_tokens)) completion, bounded(sum(a.units)) units, bool_or(a.sent) sent
      from attempts a where a.org_id = p_org group by a.request_id)
  select 'I12', 'request ' || coalesce(c.id, t.id), bounded(coalesce(t.cost, 0)), coalesce(c.cost, 0),
         case when c.id is null then format('%s attempts that cost %s together belong to no request.', t.attempts, in_words('usd', t.cost))
              when t.id is null then 'The request names attempts of its own, but there are none.'
              when not c.attempts_apart then format('The request stands for its only attempt, but has %s.', t.attempts)
              when c.cost <> t.cost then format('The request cost %s, but its %s attempts cost %s.', in_words('usd', c.cost),
                                                t.attempts, in_words('usd', t.cost))
              else format('The tokens, units, holds or number of the request are not those of its %s attempts.', t.attempts) end
    from (select * from calls where org_id = p_org and (attempts_apart or id in (select id from tried))) c
    full join tried t on t.id = c.id
   where c.id is null or t.id is null or not c.attempts_apart
      or (c.attempts, c.cost, c.held, c.prompt_tokens, c.completion_tokens, c.units, c.sent)
         is distinct from (t.attempts, bounded(t.cost), t.held, t.prompt, t.completion, t.units, t.sent)
$$;

-- I13: the sums of a day are those of its requests, unless something changed since, or requests of it are past their retention.
create or replace function deviations_of_usage_days(p_org uuid)
returns table (invariant text, subject text, expected bigint, actual bigint, detail text) language sql stable as $$
  with zone as (select o.timezone as name from organizations o where o.id = p_org),
  oldest as (select time_of_id(c.id) as at from calls c where c.org_id = p_org order by c.id limit 1),
  days as (
    select d.starts, sum(d.cost) as cost, sum(d.requests) as requests
      from usage_days d where d.org_id = p_org and d.starts > (select at from oldest)
       and not exists (select from usage_changes x, zone where x.org_id = p_org and day_of(x.at, zone.name) = d.starts)
     group by d.starts)
  select 'I13', 'usage of ' || (d.starts at time zone zone.name)::date, bounded(coalesce(c.cost, 0)), bounded(d.cost),
         format('The day is summed up as %s for %s requests, but its %s requests cost %s.', in_words('usd', d.cost), d.requests,
                coalesce(c.requests, 0), in_words('usd', coalesce(c.cost, 0)))
    from days d cross join zone
    left join lateral (select sum(c.cost) as cost, sum(c.requests) as requests from charges c
      where c.org_id = p_org and c.id >= first_id_of(d.starts) and c.id < first_id_of(day_after(d.starts, zone.name))) c on true
   where (d.cost, d.requests) is distinct from (coalesce(c.cost, 0), coalesce(c.requests, 0))
$$;

-- What is wrong in the books of one organization; no row if they balance. The caller takes an ACCESS SHARE lock on `calls`
-- in a statement before, so that no partition goes between the moment seen and the moment read.
create or replace function book_deviations(p_org uuid)
returns table (invariant text, org_id uuid, subject text, expected bigint, actual bigint, detail text)
language plpgsql stable set jit = off as $$
begin
  return query
    select d.invariant, p_org, d.subject, d.expected, d.actual, d.detail
      from (select * from deviations_of_holds(p_org)
            union all select * from deviations_of_windows(p_org)
            union all select * from deviations_of_credit(p_org)
            union all select * from deviations_of_purchases(p_org)
            union all select * from deviations_of_grants(p_org)
            union all select * from deviations_of_reversals(p_org)
            union all select * from deviations_of_costs(p_org)
            union all select * from deviations_of_requests(p_org)
            union all select * from deviations_of_usage_days(p_org)
            union all select * from deviations_of_settlements(p_org)) d;
end $$;
