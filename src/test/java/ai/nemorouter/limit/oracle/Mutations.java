package ai.nemorouter.limit.oracle;

import ai.nemorouter.limit.oracle.Mutation.Edit;
import java.util.List;
import java.util.stream.Stream;

/// The engine's deliberate faults, each with the proof that turns red; those of its Java are in
/// `JavaMutations`.
final class Mutations {
  private static final String SEQUENCES = "Sequences";

  private static final String LOCK =
      "perform w.id from windows w where w.org_id = any(p_orgs) and w.id = any(p_ids) order by w.id for no key update;";

  private static final String LOCK_IN_BATCH = "  windows := lock_windows(orgs, touched, opened);";

  private Mutations() {}

  static Stream<Mutation> all() {
    return Stream.of(locks(), moments(), ids(), limits(), periods(), money(), requests())
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
                "order by w.id",
                "order by case when p_opened.ids is not null then w.id else -w.id end")),
        of(
            "windows locked after they were read",
            Interleaving.TWO_HOLDS_MEET_AND_ONLY_ONE_FITS,
            new Edit(LOCK, "null;"),
            new Edit("  return states;", LOCK + "\n  return states;")),
        of(
            "a cap that is read before the locks",
            Interleaving.A_CAP_IS_LOWERED_WHILE_A_HOLD_WAITS,
            new Edit(LOCK, "null;"),
            new Edit("  return states;", LOCK + "\n  return states;")));
  }

  /// What is decided by what was there before the locks were won.
  private static List<Mutation> moments() {
    return List.of(
        of(
            "keys that are read before the locks",
            Interleaving.A_KEY_EXPIRES_WHILE_A_HOLD_WAITS,
            new Edit(
                "orgs uuid[]; touched bigint[];",
                "known hold_answer[]; orgs uuid[]; touched bigint[];"),
            new Edit(
                LOCK_IN_BATCH,
                "if cardinality(p_holds) > 0 then known := standing(p_holds); end if;\n"
                    + LOCK_IN_BATCH),
            new Edit("decide(p_holds, standing(p_holds),", "decide(p_holds, known,")),
        of(
            "a late settlement that is decided before the locks",
            Interleaving.A_SETTLEMENT_COMES_WHILE_ITS_HOLD_IS_SWEPT,
            new Edit(
                LOCK_IN_BATCH,
                "perform set_config('mutation.found', (select count(*) from holds h where h.id = any(batch.ids))::text, true);\n"
                    + LOCK_IN_BATCH),
            new Edit(
                "if coalesce(cardinality(settled), 0) < cardinality(p_batch.settlements) then",
                "if current_setting('mutation.found')::int < cardinality(p_batch.settlements) then")),
        of(
            "a sweep that does not look again",
            Interleaving.A_SIGN_OF_LIFE_COMES_WHILE_THE_SWEEP_WAITS,
            "and (h.expires_at <= now() or not h.id = any(coalesce(p_batch.expired, '{}')))",
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
            new Edit(
                "continue when answer.outcome is not null;",
                "continue when answer.outcome <> 'exists';"),
            new Edit(
                "    amount := taken_of_limit('usd',",
                "    continue when answers[i].outcome = 'exists';\n    amount := taken_of_limit('usd',")),
        of(
            "a settlement that counts as often as it comes",
            SEQUENCES,
            "if some_twins then\n    select",
            "if false then\n    select"),
        of(
            "two holds of one id in a batch",
            SEQUENCES,
            "if some_twins then\n      twin",
            "if false then\n      twin"),
        of(
            "a finished call that may begin again",
            SEQUENCES,
            "when x.id = any(finished_ids) then plain_answer('finished', 0, 0)",
            ""),
        of(
            "a late settlement that replaces nothing",
            SEQUENCES,
            "settled := settled || settle_late_requests(p_batch);",
            "null;"),
        of(
            "a late settlement that adds its whole cost",
            SEQUENCES,
            "returning c.window_ids, s.cost - before.cost cost",
            "returning c.window_ids, s.cost cost"),
        of(
            "a late settlement that comes twice",
            SEQUENCES,
            new Edit(
                "and c.status in ('expired', 'released')\n         and s.org_id",
                "and (c.late or c.status in ('expired', 'released'))\n         and s.org_id"),
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
            "when x.secret < key_oldest[x.key_at] then plain_answer('secret_ended', 0, 0)",
            ""),
        of(
            "a grace period that is none",
            SEQUENCES,
            "case when k.previous_until > clock_timestamp() then 1 else 0 end",
            "0"),
        of(
            "a member's limits ignored",
            SEQUENCES,
            "if h.member_id is not null then",
            "if false then"),
        of(
            "a member's limits of another organization",
            SEQUENCES,
            "continue when w.org_id <> h.org_id or",
            "continue when"),
        of("limits that count every model", SEQUENCES, "w.model <> h.model or ", ""),
        of("limits that count every provider", SEQUENCES, "w.provider <> h.provider or ", ""),
        of(
            "a hold that only the organization's limits hold",
            SEQUENCES,
            "held[place] := held[place] + taken;",
            "held[place] := held[place] + case when scopes[place] = h.org_id then taken else 0 end;"),
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
            "(x.l).period = 'minute' and o.scope_id is not null rolls",
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
            "case w.unit when 'usd' then cost when",
            "case w.unit when 'usd' then least(cost, released) when"),
        of(
            "a hold that is rounded down",
            SEQUENCES,
            "(input_cost + ceil(output_tokens",
            "(input_cost + floor(output_tokens"),
        of(
            "tokens that are not given back",
            SEQUENCES,
            "w.held_change := w.held_change - released;",
            "w.held_change := w.held_change - case when w.unit = 'tokens' then tokens else released end;"),
        of(
            "a call of a lost node that costs nothing",
            SEQUENCES,
            "'cost', case when p_sent then h.floor else 0 end",
            "'cost', 0"),
        of(
            "a refusal that takes something",
            SEQUENCES,
            "answers[i] := answer;",
            "answers[i] := answer; held[answer.window_at] := held[answer.window_at] + 1;"),
        of(
            "calls without credit",
            SEQUENCES,
            "if array_position(with_credit, h.org_id) is null and not h.own_provider then",
            "if false then"),
        of(
            "spends credit on a provider that the organization pays itself",
            SEQUENCES,
            " or (h.own_provider and w.kind = 'credit')",
            ""),
        of(
            "spares an organization's own provider every limit",
            SEQUENCES,
            " or (h.own_provider and w.kind = 'credit')",
            " or h.own_provider"));
  }

  private static List<Mutation> requests() {
    return List.of(
        of(
            "a call that was never sent counted as a request",
            SEQUENCES,
            "when 'requests' then sent",
            "when 'requests' then 1"),
        of(
            "a further attempt that takes another request of a limit",
            SEQUENCES,
            "row(h.request_id, w.limit_id)::counted_request = any(p_counted)",
            "false"),
        of(
            "an attempt that never left and takes the next one's place",
            SEQUENCES,
            "c.id = any(requests) and c.sent and not c.attempts_apart",
            "c.id = any(requests) and not c.attempts_apart"),
        of(
            "a late settlement of one of several attempts that replaces nothing",
            SEQUENCES,
            "if exists (select from attempts a",
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
