package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.oracle.Mutation.Edit;
import java.util.List;
import java.util.stream.Stream;

/// The engine's deliberate faults, each with the proof that turns red; those of its Java are in
/// `JavaMutations`.
final class Mutations {
  private static final String SEQUENCES = "Sequences";

  private static final String LOCK =
      "perform w.id from windows w where w.org_id = any(touched_orgs) and w.id = any(touched_ids) order by w.id for no key update;";

  private static final String ANSWER_AGAIN =
      """
          position := array_position(held_ids, p_ids[i]);
          if position is not null then
            outcomes[i] := 'exists';
            amounts[i] := held_amounts[position];
            outputs[i] := held_outputs[position];
            continue;
          end if;
      """;

  private static final String READ_KEYS =
      """
          select array_agg(k.id),
                 array_agg(case when (select g.suspended_at from organizations g where g.id = k.org_id) is not null then 'organization_suspended'
                                when (select t.archived_at from teams t where t.org_id = k.org_id and t.id = k.team_id) is not null then 'team_archived'
                                when k.revoked_at is not null then 'key_revoked'
                                when k.disabled_at is not null then 'key_disabled'
                                when k.expires_at <= clock_timestamp() then 'key_expired'
                                else 'live' end),
                 -- The oldest of its secrets that is still valid.
                 array_agg(k.secret_number - case when k.previous_until > clock_timestamp() then 1 else 0 end),
                 array_agg(k.owner_id)
            into key_ids, key_states, key_oldest, key_owners
            from keys k where k.org_id = any(p_orgs) and k.id = any(p_keys);
      """;

  private Mutations() {}

  static Stream<Mutation> all() {
    return Stream.of(locks(), ids(), limits(), periods(), money(), requests())
        .flatMap(List::stream);
  }

  private static List<Mutation> locks() {
    return List.of(
        of("no lock at all", Interleaving.TWO_HOLDS_MEET_AND_ONLY_ONE_FITS, LOCK, "null;"),
        of(
            "a rolling minute without any lock",
            Interleaving.TWO_STEPS_OF_A_ROLLING_MINUTE_MEET,
            LOCK,
            "null;"),
        of(
            "locks in another order where there are no holds",
            Interleaving.HOLDS_AND_SETTLEMENTS_LOCK_THE_SAME_WINDOWS,
            LOCK,
            LOCK.replace(
                "order by w.id", "order by case when hold_count > 0 then w.id else -w.id end")),
        of(
            "windows locked after they were read",
            Interleaving.TWO_HOLDS_MEET_AND_ONLY_ONE_FITS,
            new Edit(LOCK, "null;"),
            new Edit("  -- 4. Settle:", LOCK + "\n  -- 4. Settle:")),
        of(
            "a cap that is read before the locks",
            Interleaving.A_CAP_IS_LOWERED_WHILE_A_HOLD_WAITS,
            new Edit(LOCK, "null;"),
            new Edit("  -- 4. Settle:", LOCK + "\n  -- 4. Settle:")),
        of(
            "keys that are read before the locks",
            Interleaving.A_KEY_EXPIRES_WHILE_A_HOLD_WAITS,
            new Edit(READ_KEYS, ""),
            new Edit(LOCK, READ_KEYS + LOCK)),
        of(
            "a late settlement that is decided before the locks",
            Interleaving.A_SETTLEMENT_COMES_WHILE_ITS_HOLD_IS_SWEPT,
            "(select count(*) from gone)",
            "found"),
        of(
            "a sweep that does not look again",
            Interleaving.A_SIGN_OF_LIFE_COMES_WHILE_THE_SWEEP_WAITS,
            "and (h.expires_at <= now() or not h.id = any(coalesce(expired_ids, '{}')))",
            ""),
        of(
            "a hold that is settled without the locks of its windows",
            Interleaving.A_HOLD_IS_PLACED_WHILE_ITS_SETTLEMENT_WAITS,
            "raise exception 'a hold to be settled was placed meanwhile' using errcode = 'serialization_failure';",
            "continue;"),
        of(
            "windows that are looked up only twice",
            Interleaving.A_LIMIT_IS_RESTARTED_WHILE_WINDOWS_ARE_MADE,
            new Edit("for attempt in 1..10 loop", "for attempt in 1..2 loop"),
            new Edit("if attempt = 10 then", "if false then")));
  }

  private static List<Mutation> ids() {
    return List.of(
        of(
            "limits that are checked before the id",
            SEQUENCES,
            new Edit(ANSWER_AGAIN, ""),
            new Edit(
                "    amounts[i] := p_inputs[i] + ceil(output",
                ANSWER_AGAIN + "    amounts[i] := p_inputs[i] + ceil(output")),
        of(
            "a settlement that counts as often as it comes",
            SEQUENCES,
            "select distinct on (s.org_id, s.id) * from rows from (json_to_recordset(p_settlements) as (\n          org_id",
            "select * from rows from (json_to_recordset(p_settlements) as (\n          org_id"),
        of("two holds of one id in a batch", SEQUENCES, "if some_twins then", "if false then"),
        of(
            "a finished call that may begin again",
            SEQUENCES,
            "if array_position(finished_ids, p_ids[i]) is not null then",
            "if false then"),
        of(
            "a late settlement that replaces nothing",
            SEQUENCES,
            "if found < settlement_count then\n    with late as (",
            "if false then\n    with late as ("),
        of(
            "a late settlement that adds its whole cost",
            SEQUENCES,
            "returning c.window_ids, s.cost - before.cost cost",
            "returning c.window_ids, s.cost cost"),
        of(
            "a late settlement that comes twice",
            SEQUENCES,
            new Edit(
                "and c.status in ('expired', 'released')\n           and s.org_id",
                "and (c.late or c.status in ('expired', 'released'))\n           and s.org_id"),
            new Edit(
                "and b.status in ('expired', 'released')) before",
                "and (b.late or b.status in ('expired', 'released'))) before"),
            new Edit(
                "and c.status in ('expired', 'released')) x;",
                "and (c.late or c.status in ('expired', 'released'))) x;")));
  }

  private static List<Mutation> limits() {
    return List.of(
        of(
            "a secret that is valid for ever",
            SEQUENCES,
            "if p_secrets[i] < key_oldest[position] then",
            "if false then"),
        of(
            "a grace period that is none",
            SEQUENCES,
            "case when k.previous_until > clock_timestamp() then 1 else 0 end",
            "0"),
        of(
            "a member's limits ignored",
            SEQUENCES,
            "if p_members[i] is not null then",
            "if false then"),
        of(
            "a member's limits of another organization",
            SEQUENCES,
            "continue when window_orgs[position] <> p_orgs[i] or",
            "continue when"),
        of(
            "limits that count every model",
            SEQUENCES,
            "array_agg(q.unit), array_agg((q.l).model),",
            "array_agg(q.unit), array_agg(null::text),"),
        of(
            "limits that count every provider",
            SEQUENCES,
            "array_agg((q.l).provider), array_agg(q.ends_at)",
            "array_agg(null::text), array_agg(q.ends_at)"),
        of(
            "a hold that only the organization's limits hold",
            SEQUENCES,
            "      own_ids := own_ids || window_ids[position];",
            """
                  if scopes[position] <> p_orgs[i] then held_changes[position] := held_changes[position] - taken; end if;
                  own_ids := own_ids || window_ids[position];
            """),
        of(
            "a raise that never ends",
            SEQUENCES,
            "l.raised_until > clock_timestamp()",
            "l.raised_until is not null"));
  }

  private static List<Mutation> periods() {
    return List.of(
        of(
            "a rolling minute of only its current step",
            SEQUENCES,
            "(x.l).period = 'minute' and array_position(current_ids, w.id) is not null rolls",
            "false rolls"),
        of(
            "a rolling minute that forgets a step too early",
            SEQUENCES,
            "+ rolling_step() + interval '1 minute'",
            "+ interval '1 minute'"),
        of(
            "a restart that is ignored",
            SEQUENCES,
            "else greatest(date_trunc(period, now(), timezone), restarted_at) end",
            "else date_trunc(period, now(), timezone) end"),
        of(
            "periods of another time zone",
            SEQUENCES,
            "else greatest(date_trunc(period, now(), timezone), restarted_at) end",
            "else greatest(date_trunc(period, now(), 'UTC'), restarted_at) end"),
        of(
            "an hour that ends with the clock on the wall",
            SEQUENCES,
            "when 'hour' then date_trunc(period, now(), timezone) + interval '1 hour'",
            "when 'hour' then (date_trunc(period, now() at time zone timezone) + interval '1 hour') at time zone timezone"),
        of(
            "a key that calls after its end",
            SEQUENCES,
            "when k.expires_at <= clock_timestamp() then 'key_expired'",
            ""));
  }

  private static List<Mutation> money() {
    return List.of(
        of(
            "a cost above the hold that is cut off",
            SEQUENCES,
            "case units[position] when 'usd' then changed_cost[n]",
            "case units[position] when 'usd' then least(changed_cost[n], changed_held[n])"),
        of(
            "a hold that is rounded down",
            SEQUENCES,
            "amounts[i] := p_inputs[i] + ceil(output",
            "amounts[i] := p_inputs[i] + floor(output"),
        of(
            "tokens that are not given back",
            SEQUENCES,
            "held_changes[position] := held_changes[position] - changed_held[n];",
            "held_changes[position] := held_changes[position] - case when units[position] = 'tokens' then changed_tokens[n] else changed_held[n] end;"),
        of(
            "a call of a lost node that costs nothing",
            SEQUENCES,
            "'cost', case when p_sent then h.floor else 0 end",
            "'cost', 0"),
        of(
            "a refusal that takes something",
            SEQUENCES,
            "outcomes[i] := 'refused';",
            "outcomes[i] := 'refused'; used_changes[worst] := used_changes[worst] + 1;"),
        of(
            "calls without credit",
            SEQUENCES,
            "if array_position(credit_of, p_orgs[i]) is null and not p_own[i] then",
            "if array_position(credit_of, p_orgs[i]) is null and positions is not null then"),
        of(
            "spends credit on a provider that the organization pays itself",
            SEQUENCES,
            "continue when p_own[i] and credit_of[position] is not null;",
            ""),
        of(
            "spares an organization's own provider every limit",
            SEQUENCES,
            "continue when p_own[i] and credit_of[position] is not null;",
            "continue when p_own[i];"));
  }

  private static List<Mutation> requests() {
    return List.of(
        of(
            "a call that was never sent counted as a request",
            SEQUENCES,
            "when 'requests' then changed_sent[n]",
            "when 'requests' then 1"),
        of(
            "a further attempt that takes another request of a limit",
            SEQUENCES,
            "if counted is not null and units[position] = 'requests' then",
            "if false then"),
        of(
            "an attempt that never left and takes the next one's place",
            SEQUENCES,
            "c.id = any(further_requests) and c.sent and not c.attempts_apart",
            "c.id = any(further_requests) and not c.attempts_apart"),
        of(
            "a late settlement of one of several attempts that replaces nothing",
            SEQUENCES,
            "if found < settlement_count and exists (select from attempts a",
            "if false and exists (select from attempts a"));
  }

  private static Mutation of(String fault, Interleaving proof, String find, String replace) {
    return of(fault, proof.name(), find, replace);
  }

  private static Mutation of(String fault, Interleaving proof, Edit... edits) {
    return of(fault, proof.name(), edits);
  }

  private static Mutation of(String fault, String proof, String find, String replace) {
    return of(fault, proof, new Edit(find, replace));
  }

  private static Mutation of(String fault, String proof, Edit... edits) {
    return new Mutation(fault, proof, List.of(edits));
  }
}
