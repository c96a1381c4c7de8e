-- Who is admitted, and what settlements give back. These functions read no table and no clock: the states of windows, the requests
-- and the settlements decide alone.

-- The output tokens that a limit with that much room affords; -1 if not even the rest of the request fits.
create or replace function affordable_output(unit text, room bigint, input_cost bigint, output_rate bigint, prompt_tokens bigint,
                                             most_output bigint) returns bigint language sql immutable as $$
  select case unit
    when 'usd' then
      case when room < input_cost then -1
           when output_rate = 0 then most_output * 4
           else least(most_output * 4, floor((room - input_cost)::numeric * 1000000 / output_rate))::bigint end
    when 'tokens' then room - prompt_tokens
    else case when room < 1 then -1 else most_output end end
$$;

-- What a request with that many output tokens takes of a limit.
create or replace function taken_of_limit(unit text, input_cost bigint, output_rate bigint, prompt_tokens bigint, output_tokens bigint)
returns bigint language sql immutable as $$
  select case unit when 'usd' then (input_cost + ceil(output_tokens::numeric * output_rate / 1000000))::bigint
                   when 'tokens' then prompt_tokens + output_tokens
                   else 1 end
$$;

-- How long a refusal lasts, as an order: calls in flight end soon, held money may come back, tokens and requests come back with
-- the next window, and money that is used up stays used.
create or replace function refusal_rank(unit text, lasting boolean) returns int language sql immutable as $$
  select case when unit = 'in_flight' then 1
              when unit <> 'usd' then 3
              when lasting then 4
              else 2 end
$$;

-- The highest threshold that is reached, in percent of what is allowed; null if none is.
create or replace function crossed_threshold(alert_at int[], used bigint, allowed bigint) returns int language sql immutable as $$
  select max(t) from unnest(alert_at) t where used >= ceil(allowed::numeric * t / 100) and allowed > 0
$$;

-- An answer that holds nothing anew and names no limit.
create or replace function plain_answer(outcome text, amount bigint, output_tokens bigint) returns hold_answer language sql immutable as $$
  select row(outcome, amount, output_tokens, null, null, null, null, null, 0, false)::hold_answer
$$;

-- Decides holds in the order they arrived. Each is granted on every window that applies to it, or on none. Every limit affords so
-- many output tokens, and the fewest decide. Among limits that refuse, the one is named whose refusal lasts longest.
-- Locks nothing. Assumes that the caller holds the locks of p_windows, and that p_known has an answer for each hold, whose
-- outcome is null where limits decide.
create or replace function decide(p_holds hold_request[], p_known hold_answer[], p_windows window_state[],
                                  p_counted counted_request[]) returns decisions
language plpgsql immutable as $$
declare
  answers hold_answer[] := p_known; answer hold_answer; h hold_request; w window_state; worst window_state; hint int;
  ids uuid[]; some_twins boolean; twin int; scopes uuid[]; with_credit uuid[]; rooms bigint[]; held bigint[];
  places int[]; applying int[]; place int; window_ids bigint[]; amounts bigint[];
  affordable bigint; output bigint; need bigint; amount bigint; taken bigint;
begin
  select array_agg(x.scope_id), array_agg(case when x.kind = 'credit' then x.scope_id end), array_agg(x.room), array_agg(0::bigint)
    into scopes, with_credit, rooms, held from unnest(p_windows) x;
  select array_agg(x.id) into ids from unnest(p_holds) x;
  select count(distinct x.id) < cardinality(ids) into some_twins from unnest(ids) x(id);
  for i in 1..cardinality(p_holds) loop
    h := p_holds[i];
    answer := p_known[i];
    if some_twins then
      twin := array_position(ids, h.id);
      if twin < i and answers[twin].outcome = 'granted' then
        answers[i] := plain_answer('exists', answers[twin].amount, answers[twin].output_tokens);
        continue;
      end if;
    end if;
    continue when answer.outcome is not null;
    if array_position(with_credit, h.org_id) is null and not h.own_provider then
      answers[i] := plain_answer('no_credit', 0, 0);
      continue;
    end if;
    places := array_positions(scopes, h.org_id) || array_positions(scopes, h.team_id) || array_positions(scopes, h.key_id);
    if h.member_id is not null then
      places := places || array_positions(scopes, h.member_id);
    end if;
    output := h.most_output;
    worst := null;
    hint := null;
    applying := '{}';
    -- No window at all is touched where organizations without any limit call providers of their own.
    foreach place in array coalesce(places, '{}') loop
      w := p_windows[place];
      -- A person may be a member of several organizations, and each limits its own calls only. Money of an organization's own
      -- provider is not credit. A limit of requests counts a request once, however many attempts it takes.
      continue when w.org_id <> h.org_id or w.model <> h.model or w.provider <> h.provider or (h.own_provider and w.kind = 'credit')
        or (w.unit = 'requests' and row(h.request_id, w.limit_id)::counted_request = any(p_counted));
      applying := applying || place;
      w.room := rooms[place];
      affordable := affordable_output(w.unit, w.room, h.input_cost, h.output_rate, h.prompt_tokens, h.most_output);
      if affordable < h.least_output then
        need := taken_of_limit(w.unit, h.input_cost, h.output_rate, h.prompt_tokens, h.least_output);
        if worst.id is null or (refusal_rank(w.unit, w.allowed - w.used < need), w.ends_at, -w.room, -w.id)
                             > (refusal_rank(worst.unit, answer.lasting), worst.ends_at, -worst.room, -worst.id) then
          worst := w;
          answer := row('refused', 0, 0, null, null, place, w.used, w.allowed - w.used - w.room, need,
                        w.allowed - w.used < need)::hold_answer;
        end if;
      end if;
      -- An open request takes a quarter of what is left at the most, so that one does not refuse all others.
      if h.least_output < h.most_output and w.unit in ('usd', 'tokens') then
        affordable := greatest(h.least_output, affordable / 4);
      end if;
      output := least(output, affordable);
      if w.crossed is not null and (hint is null or w.crossed > p_windows[hint].crossed) then
        hint := place;
      end if;
    end loop;
    if worst.id is not null then
      answers[i] := answer;
      continue;
    end if;
    amount := taken_of_limit('usd', h.input_cost, h.output_rate, h.prompt_tokens, output);
    window_ids := '{}';
    amounts := '{}';
    foreach place in array applying loop
      taken := case p_windows[place].unit when 'usd' then amount when 'tokens' then h.prompt_tokens + output else 1 end;
      rooms[place] := rooms[place] - taken;
      held[place] := held[place] + taken;
      window_ids := window_ids || p_windows[place].id;
      amounts := amounts || taken;
    end loop;
    answers[i] := row('granted', amount, output, window_ids, amounts, hint, p_windows[hint].used,
                      p_windows[hint].allowed - p_windows[hint].used - rooms[hint], 0, false)::hold_answer;
  end loop;
  return row(answers, held)::decisions;
end $$;

-- Adds to windows what settlements give back and take. Locks nothing. Assumes that the caller holds the locks of p_windows and
-- that p_chosen are the windows that it chose to lock: of a hold that was committed after that choice none is locked, and the
-- batch has to be applied again.
create or replace function give_back(p_windows window_state[], p_settled settled_attempt[], p_chosen bigint[],
                                     p_now timestamptz) returns window_state[]
language plpgsql immutable as $$
declare
  windows window_state[] := p_windows; w window_state; ids bigint[]; place int; at int;
  changed_id bigint; released bigint; cost bigint; tokens bigint; sent bigint; taken bigint;
begin
  select array_agg(x.id) into ids from unnest(p_windows) x;
  for changed_id, released, cost, tokens, sent in
    select x.id, coalesce(bounded(sum(x.released)), 0), bounded(sum(x.cost)), bounded(sum(x.tokens)), sum(x.sent)
      from (select unnest(s.window_ids) id, unnest(s.amounts) released, s.cost, s.tokens, s.sent from unnest(p_settled) s) x
     group by x.id
  loop
    place := array_position(ids, changed_id);
    if place is null then
      -- Old windows are cleared away.
      continue when changed_id = any(p_chosen);
      raise exception 'a hold to be settled was placed meanwhile' using errcode = 'serialization_failure';
    end if;
    w := windows[place];
    taken := case w.unit when 'usd' then cost when 'tokens' then tokens when 'requests' then sent else 0 end;
    w.held_change := w.held_change - released;
    w.used_change := bounded(w.used_change::numeric + taken);
    windows[place] := w;
    -- What a step of a rolling limit gets back is room of its current step.
    at := place;
    if w.period = 'minute' and w.scope_id is null and w.ends_at > p_now then
      select coalesce(max(x.ordinality), place) into at
        from unnest(windows) with ordinality x where x.scope_id is not null and x.limit_id = w.limit_id;
      w := windows[at];
    end if;
    w.room := greatest(-8000000000000000000, least(8000000000000000000, w.room::numeric + released - taken));
    w.used := bounded(w.used::numeric + taken);
    if w.scope_id is not null and taken <> 0 then
      w.crossed := crossed_threshold(w.alert_at, w.used, w.allowed);
    end if;
    windows[at] := w;
  end loop;
  return windows;
end $$;
