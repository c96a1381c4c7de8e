package ai.nemorouter.books;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.books.BusyOrganization.Books;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Each test breaks one invariant, in a transaction that is rolled back, and sees exactly that one
/// named.
@QuarkusTest
class BookDeviationsTest {
  private final Owner owner;
  private final BusyOrganization organizations;

  BookDeviationsTest(Owner owner, BusyOrganization organizations) {
    this.owner = owner;
    this.organizations = organizations;
  }

  private static final class RolledBackException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// @param changes SQL that breaks something; `:org`, `:held`, `:call` and `:again` are of the
  ///   organization
  private List<String> deviationsAfter(String... changes) {
    Books books = organizations.make();
    List<String> found = new ArrayList<>();
    try {
      owner.useTransaction(handle -> {
        // Constraints and triggers would not let most of this happen.
        handle.execute("set local session_replication_role = replica");
        for (String change : changes) {
          apply(handle, books, change);
        }
        found.addAll(deviations(handle, books.orgId()));
        throw new RolledBackException();
      });
    } catch (RolledBackException expected) {
      // As meant.
    }
    return found;
  }

  private static void apply(Sql handle, Books books, String change) {
    String sql =
        change
            .replace(":org", "'" + books.orgId() + "'::uuid")
            .replace(":held", "'" + books.underWay() + "'::uuid")
            .replace(":call", "'" + books.answered() + "'::uuid")
            .replace(":again", "'" + books.triedAgain() + "'::uuid");
    int changed = handle.execute(sql);
    if (!change.startsWith("alter")) {
      assertThat(changed).as(change).isPositive();
    }
  }

  private static List<String> deviations(Sql handle, UUID orgId) {
    return handle
        .createQuery("select invariant || ': ' || detail from book_deviations(:org) order by 1")
        .bind("org", orgId)
        .mapTo(String.class)
        .list();
  }

  private void assertNamed(String named, String... changes) {
    assertThat(deviationsAfter(changes)).singleElement().asString().contains(named);
  }

  private void assertBalanced(String... changes) {
    assertThat(deviationsAfter(changes)).isEmpty();
  }

  @Test
  void whereEverythingHasHappenedThatCanTheBooksBalance() {
    assertBalanced();
  }

  @Test
  void aWindowThatHoldsMoreThanItsCallsIsNamed() {
    assertNamed(
        "1341 tokens count as held, but the calls under way hold 1334 tokens",
        "update windows set held = held + 7 where org_id = :org and unit = 'tokens' and held > 0");
  }

  @Test
  void aHoldInAWindowThatIsGoneIsNamed() {
    assertNamed(
        "I1: The call holds an amount of 5 in window -1, which is gone.",
        """
        update holds set window_ids = window_ids || -1::bigint, amounts = amounts || 5::bigint
         where org_id = :org
        """);
  }

  @Test
  void aHoldWithAnAmountTooFewIsNamed() {
    assertNamed(
        "I1: The call holds in 6 windows, but names 5 amounts.",
        "update holds set window_ids = window_ids || 0::bigint where org_id = :org");
  }

  @Test
  void aWindowThatUsedMoreThanItsCallsTookIsNamed() {
    assertNamed(
        "I2: On the limit of requests per hour of the key “Test”, from ",
        "update windows set used = used + 1 where org_id = :org and unit = 'requests'");
    assertNamed(
        "I2: On the limit of dollars per month",
        """
        update windows w set used = used - 1 from limits l
         where w.org_id = :org and l.id = w.limit_id and l.period = 'month'
        """);
    assertNamed(
        "I2: On the limit of calls in flight of the organization 1 calls in flight count as used",
        "update windows set used = 1 where org_id = :org and unit = 'in_flight'");
  }

  @Test
  void aCapThatDoesNotHoldIsNamed() {
    assertNamed(
        "more than the $0.000001 that it allows",
        "update limits set amount = 1000 where org_id = :org and period = 'month'");
    assertNamed(
        "I3: On the limit of calls in flight of the organization 1 calls in flight are used and held",
        "update limits set amount = 0 where org_id = :org and unit = 'in_flight'");
  }

  @Test
  void aRollingMinuteCountsTheStepsBefore() {
    String limit =
        """
        insert into limits (org_id, id, scope, scope_id, kind, unit, period, amount)
        values (:org, :call, 'organization', :org, 'budget', 'requests', 'minute', %d)
        """;
    String steps =
        """
        insert into windows (org_id, limit_id, unit, starts_at, ends_at, used, carried)
        select :org, :call, 'requests', step, step + interval '65 seconds', 10, 10
          from generate_series(timestamptz '2020-01-01 00:00:00+00', '2020-01-01 00:01:00+00', '5 seconds') step
        """;
    assertBalanced(limit.formatted(130), steps);
    assertNamed("130 requests are used and held", limit.formatted(129), steps);
  }

  @Test
  void aCapThatWasLoweredSinceExplainsWhatIsAboveIt() {
    assertBalanced(
        "update limits set amount = 1, lowered_at = now() where org_id = :org and period = 'month'");
    assertNamed(
        "I3",
        """
        update limits set amount = 1, lowered_at = now() - interval '2 months'
         where org_id = :org and period = 'month'
        """);
  }

  @Test
  void aRaiseThatHasEndedExplainsWhatIsAboveTheCap() {
    String raise =
        """
        update limits set amount = 1, raise = 5000000000, raised_until = now() - interval '%s'
         where org_id = :org and period = 'month'
        """;
    String thisMonth =
        """
        update windows set starts_at = now() - interval '1 hour'
         where org_id = :org and limit_id = (select id from limits where org_id = :org and period = 'month')
        """;
    assertBalanced(raise.formatted("1 second"), thisMonth);
    assertNamed("I3", raise.formatted("2 hours"), thisMonth);
  }

  @Test
  void whatTheHoldsDidNotCoverExplainsWhatIsAboveTheCap() {
    String cap =
        """
        update limits set amount = %s + (select used + held from windows w where w.limit_id = limits.id)
                                 - (select sum(excess_of(c, 'usd')) from every_attempt c where org_id = :org)
         where org_id = :org and period = 'month'
        """;
    assertBalanced(cap.formatted("0"));
    assertNamed("I3", cap.formatted("-1"));
  }

  @Test
  void aCallThatIsRecordedAndStillHoldsIsNamed() {
    assertNamed(
        "I4: The call is recorded as ok, and still holds $0.1.",
        """
        insert into holds (org_id, id, team_id, key_id, amount, floor, window_ids, requested_model, model, provider,
          streamed, node, placed_at, expires_at)
        select org_id, id, team_id, key_id, 100000000, 0, '{}', 'm', 'm', 'test', false, 'n', now(), now() + interval '1 minute'
          from calls where org_id = :org and id = :call
        """);
  }

  @Test
  void aJournalThatDoesNotSumToZeroIsNamed() {
    assertNamed(
        "I5: The postings of the grant do not sum to zero but to $0.000000001.",
        "update journal_postings set amount = amount + 1 where org_id = :org and account = 'operator_grants'");
  }

  @Test
  void aCreditThatNobodyGrantedIsNamed() {
    assertNamed(
        "I5: The credit is $10.1, but the journal grants $10.",
        "update limits set amount = amount + 100000000 where org_id = :org and kind = 'credit'");
  }

  @Test
  void aCallThatTheCreditDidNotPayIsNamed() {
    assertNamed(
        "I6: Of the credit ",
        """
        insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, streamed, cost, held,
          cost_source, price_id)
        select org_id, first_id_of(now() - interval '1 minute'), team_id, key_id, now(), 'ok', 'm', false, 5, 5, 'provider', price_id
          from calls where org_id = :org and id = :call
        """);
  }

  @Test
  void aDayThatIsNotWhatItsRequestsCostIsNamed() {
    String day =
        """
        insert into usage_days
        select org_id, day_of(now(), 'UTC') + interval '%d days', team_id, null, key_id, 'm', null, 'ok', false, 7, 1, 0, 0, 0, 0
          from calls where org_id = :org and id = :call
        """;
    assertNamed(
        "I13: The day is summed up as $0.000000007 for 1 requests, but its 0 requests cost $0.",
        day.formatted(2));
    assertBalanced(
        day.formatted(2), "insert into usage_changes values (:org, now() + interval '2 days')");
  }

  @Test
  void aHoldThatNoSweepTookIsNamed() {
    assertNamed(
        "expired 360 seconds ago and no sweep has booked it.",
        "update holds set expires_at = now() - interval '6 minutes' where org_id = :org and id = :held");
    assertBalanced(
        "update holds set expires_at = now() - interval '1 minute' where org_id = :org and id = :held");
  }

  @Test
  void aCostThatDoesNotFollowFromItsTokensIsNamed() {
    assertNamed(
        "1001 input tokens (0 cached, 1 written to the cache) and 333 output tokens cost",
        "update calls set cached_tokens = 0 where org_id = :org and id = :call");
  }

  @Test
  void aLongPromptCostsItsOwnPrice() {
    String threshold =
        "update prices p set long_from = %d from calls c where c.org_id = :org and c.id = :call and p.id = c.price_id";
    assertBalanced(threshold.formatted(1_001));
    assertThat(deviationsAfter(threshold.formatted(1_000)))
        .hasSize(6)
        .allMatch(deviation -> deviation.startsWith("I10: The call was billed"));
  }

  @Test
  void aLostCallBookedAboveItsInputIsNamed() {
    assertNamed(
        "I10: The call was lost and booked at $0.001, more than its 1 input tokens can cost: $0.000005.",
        """
        update calls set prompt_tokens = 1, completion_tokens = 399 where org_id = :org and status = 'expired'
        """);
  }

  @Test
  void anOverrunThatIsNotMarkedIsNamed() {
    assertNamed(
        "and it is not marked as an overrun.",
        "update calls set overrun = false where org_id = :org and overrun");
    assertNamed(
        "I10: The call is marked as an overrun, but cost",
        "update calls set overrun = true where org_id = :org and id = :call");
  }

  @Test
  void aCostWithoutASourceOrPriceIsNamed() {
    assertNamed(
        "and nothing says where that comes from.",
        "update calls set cost_source = null where org_id = :org and id = :call");
    assertNamed(
        "and names no price version.",
        "update calls set price_id = null where org_id = :org and id = :call");
    assertNamed(
        "and names price version -1, which does not exist.",
        "update calls set price_id = -1 where org_id = :org and id = :call");
  }

  @Test
  void aRequestThatIsNotTheSumOfItsAttemptsIsNamed() {
    String of = " where org_id = :org and id = :again";
    assertNamed("I12: The request cost $0", "update calls set cost = cost + 1" + of);
    assertNamed("I12: The tokens, units, holds or number", "update calls set attempts = 3" + of);
    assertNamed(
        "I12: The tokens, units, holds or number",
        "update calls set prompt_tokens = prompt_tokens + 1" + of);
    assertThat(
            deviationsAfter(
                "update calls set attempts_apart = true where org_id = :org and id = :call"))
        .contains("I12: The request names attempts of its own, but there are none.");
    assertThat(
            deviationsAfter(
                "update attempts set request_id = gen_random_uuid() where org_id = :org and id <> :again"))
        .anyMatch(named -> named.endsWith("belong to no request."));
  }

  @Test
  void aCounterBelowZeroIsNamed() {
    assertNamed(
        "negative: On the limit of calls in flight of the organization a counter is below zero",
        "alter table windows drop constraint windows_used_check, drop constraint windows_carried_check",
        "update windows set used = -1, carried = -1 where org_id = :org and unit = 'in_flight'");
  }

  @Test
  void aSettlementThatTheDatabaseRefusedIsNamedUntilSomebodyResolvesIt() {
    String unbooked =
        """
        insert into unbooked (org_id, id, node, cost, error, settlement, resolved_at)
        values (:org, :call, 'n', 3000000000, 'numeric field overflow', '{}', %s)
        """;
    assertNamed(
        "unbooked: The call cost $3, but its settlement was refused (numeric field overflow); $",
        unbooked.formatted("null"));
    assertBalanced(unbooked.formatted("now()"));
  }

  @Test
  void windowsThatWerePurgedLeaveNoTrace() {
    assertBalanced(
        "delete from holds where org_id = :org",
        "update windows set held = 0 where org_id = :org",
        "delete from windows where org_id = :org and unit in ('requests', 'tokens')");
  }
}
