package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.preview.LimitEffect;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What a change of a limit is said to do holds for the very next hold.
@QuarkusTest
class LimitEditingTest extends LimitedTeam {
  @Test
  void aChangedAmountKeepsTheWindowAndCountsForTheVeryNextHold() {
    UUID id = add(usd(Period.MONTH, "10"));
    settle(hold("7"), "7");

    limits.change(
        globex.owner(), id, Period.MONTH, usd("5"), LimitTerms.USUAL_ALERTS, CountFrom.PERIOD);
    HoldOutcome lowered = place("0.01");
    limits.change(
        globex.owner(), id, Period.MONTH, usd("20"), LimitTerms.USUAL_ALERTS, CountFrom.PERIOD);

    assertThat(lowered).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(limits.find(globex.owner(), id).status().used()).isEqualTo(usd("7"));
    assertThat(place("13")).isInstanceOf(HoldOutcome.Granted.class);
    assertThat(place("0.01")).isInstanceOf(HoldOutcome.LimitReached.class);
  }

  @Test
  void onlyWhatMakesTheCapSmallerMarksItAsLowered() {
    UUID id = add(usd(Period.MONTH, "10"));
    change(id, Period.MONTH, "20");
    String raised = loweredAt(id);
    change(id, Period.MONTH, "19");
    String lowered = loweredAt(id);
    limits.raise(globex.owner(), id, new Limit.Raise(usd("5"), inAnHour()));
    String afterRaise = loweredAt(id);
    limits.endRaise(globex.owner(), id);

    assertThat(raised).isEmpty();
    assertThat(lowered).isNotEmpty();
    assertThat(afterRaise).isEqualTo(lowered);
    assertThat(loweredAt(id)).isNotEqualTo(lowered);
  }

  @Test
  void aBudgetThatIsRemovedAndSetAgainCountsWhatWasSpentMeanwhile() {
    limits.set(globex.owner(), team, budget(Period.MONTH, "10"));
    settle(hold("4"), "4");
    limits.remove(globex.owner(), only().limit().id());
    settle(hold("5"), "5");

    limits.set(globex.owner(), team, budget(Period.MONTH, "10"));

    assertThat(only().used()).isEqualTo(usd("9"));
    assertThat(place("1.01")).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(place("1")).isInstanceOf(HoldOutcome.Granted.class);
  }

  @Test
  void aChangedPeriodIsKeptOrRestarted() {
    UUID id = add(usd(Period.DAY, "10"));
    settle(hold("4"), "4");
    settle(hold("2", "other/model"), "2");

    UUID kept = change(id, Period.MONTH, "10");
    LimitStatus keptStatus = limits.find(globex.owner(), kept).status();
    UUID restarted =
        limits.change(
            globex.owner(), kept, Period.WEEK, usd("10"), LimitTerms.USUAL_ALERTS, CountFrom.NOW);
    LimitStatus restartedStatus = limits.find(globex.owner(), restarted).status();

    assertThat(kept).isNotEqualTo(id);
    assertThatThrownBy(() -> limits.find(globex.owner(), id)).isInstanceOf(NotFoundException.class);
    assertThat(keptStatus.used()).isEqualTo(usd("6"));
    assertThat(windowOf(kept)).containsEntry("used", usd("6")).containsEntry("carried", usd("6"));
    assertThat(restartedStatus.used()).isZero();
    assertThat(place("10.01")).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(place("10")).isInstanceOf(HoldOutcome.Granted.class);
  }

  @Test
  void aKeptWindowRefusesTheVeryNextHoldThatDoesNotFit() {
    UUID id = add(usd(Period.DAY, "10"));
    settle(hold("4"), "4");

    change(id, Period.MONTH, "5");

    assertThat(place("1.01")).isInstanceOf(HoldOutcome.LimitReached.class);
    settle(hold("1"), "0.5");
    assertThat(limits.list(globex.owner(), team).getFirst().used()).isEqualTo(usd("4.5"));
  }

  @Test
  void aKeptWindowCountsOnlyItsScopeUnitAndModel() {
    settle(hold("4"), "4");
    settle(hold("2", "other/model"), "2");
    settleUnsent(hold("1"));

    UUID narrowed = add(usd(Period.DAY, "10").narrowedTo("other/model", null));
    UUID tokens = add(LimitTerms.of(Unit.TOKENS, Period.HOUR, 1_000));
    UUID requests = add(LimitTerms.of(Unit.REQUESTS, Period.TOTAL, 1_000));
    UUID minute = add(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 1_000));
    UUID ofAnother =
        limits.add(
            globex.owner(),
            Scope.team(otherTeam()),
            LimitTerms.of(Unit.REQUESTS, Period.DAY, 9),
            CountFrom.PERIOD);

    assertThat(used(narrowed)).isEqualTo(usd("2"));
    assertThat(used(tokens)).isEqualTo(2 * (PROMPT_TOKENS + OUTPUT_TOKENS));
    assertThat(used(requests)).isEqualTo(2);
    assertThat(used(minute)).isEqualTo(2);
    assertThat(used(ofAnother)).isZero();
  }

  @Test
  void callsUnderWayFinishWhereTheyAreHeldWhenThePeriodChanges() {
    UUID id = add(usd(Period.DAY, "10"));
    HoldRequest underWay = hold("3");

    UUID kept = change(id, Period.MONTH, "10");
    settle(underWay, "2");

    assertThat(used(kept)).isZero();
    assertThat(windowOf(id)).containsEntry("used", usd("2")).containsEntry("held", 0L);
  }

  @Test
  void aRestartBeginsAFreshWindowForTheVeryNextHold() {
    UUID id = add(usd(Period.MONTH, "5"));
    settle(hold("5"), "5");
    HoldOutcome before = place("1");

    limits.restart(globex.owner(), id);

    assertThat(before).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(used(id)).isZero();
    assertThat(place("5")).isInstanceOf(HoldOutcome.Granted.class);
    assertThat(place("0.01")).isInstanceOf(HoldOutcome.LimitReached.class);
  }

  @Test
  void whatForgetsByItselfIsNotRestarted() {
    UUID minute = add(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 5));
    UUID inFlight = add(LimitTerms.of(Unit.IN_FLIGHT, Period.TOTAL, 5));

    for (UUID id : List.of(minute, inFlight)) {
      assertThatThrownBy(() -> limits.restart(globex.owner(), id))
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void aRaiseAllowsMoreUntilItEndsOrIsEnded() {
    UUID id = add(usd(Period.MONTH, "5"));

    limits.raise(globex.owner(), id, new Limit.Raise(usd("2"), inAnHour()));
    LimitStatus raised = limits.find(globex.owner(), id).status();
    HoldRequest most = hold("7");
    settle(most, "6");
    limits.endRaise(globex.owner(), id);

    assertThat(raised.allowed()).isEqualTo(usd("7"));
    assertThat(limits.find(globex.owner(), id).status().allowed()).isEqualTo(usd("5"));
    assertThat(place("0.01")).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThatThrownBy(() ->
            limits.raise(globex.owner(), id, new Limit.Raise(1, Instant.now().minusSeconds(1))))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aRemovedLimitRefusesNobody() {
    UUID id = add(usd(Period.MONTH, "0"));
    HoldOutcome before = place("1");

    limits.remove(globex.owner(), id);

    assertThat(before).isInstanceOf(HoldOutcome.LimitReached.class);
    assertThat(place("1")).isInstanceOf(HoldOutcome.Granted.class);
  }

  @Test
  void everyChangeIsInTheAuditLogWithBeforeAndAfter() {
    UUID id = add(usd(Period.MONTH, "10"));
    change(id, Period.MONTH, "9");
    limits.raise(globex.owner(), id, new Limit.Raise(usd("1"), inAnHour()));
    limits.endRaise(globex.owner(), id);
    limits.restart(globex.owner(), id);
    limits.remove(globex.owner(), id);

    List<String> actions =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select(
                        "select action from audit_entries where org_id = ? and target = ? order by id",
                        globex.orgId(),
                        "limit " + id)
                    .mapTo(String.class)
                    .list());
    assertThat(actions)
        .containsExactly(
            "limit.added",
            "limit.changed",
            "limit.raised",
            "limit.raise_ended",
            "limit.restarted",
            "limit.removed");
    assertThat(auditOf(id, "limit.changed"))
        .contains(
            "\"amount\": {\"after\": 9, \"before\": 10}",
            "\"scope\": {\"after\": \"team\", \"before\": \"team\"}");
  }

  @Test
  void theEffectOfAChangeIsToldBeforeItIsMade() {
    UUID id = add(usd(Period.MONTH, "20"));
    settle(hold("12.40"), "12.40");
    hold("0.20");

    LimitEffect lowered = effect(id, Period.MONTH, "10");
    LimitEffect enough = effect(id, Period.MONTH, "15");
    LimitEffect period = effect(id, Period.WEEK, "20");

    assertThat(lowered.refuses()).isTrue();
    assertThat(lowered.headline())
        .startsWith(
            "Lowered below what is spent, and $12.40 of $10.00 is used: calls are refused until ")
        .endsWith(", 00:00 (UTC).");
    assertThat(lowered.details()).contains("1 call in flight holds $0.20 and finishes.");
    assertThat(enough.refuses()).isFalse();
    assertThat(enough.headline()).contains("$2.40 is left");
    assertThat(period.past()).isEqualTo("$12.40 of $20.00");
    assertThat(limits.find(globex.owner(), id).limit().terms().amount()).isEqualTo(usd("20"));
    assertThatThrownBy(() -> effect(id, Period.MONTH, "20"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void theEffectOfARemovalNamesWhatStillApplies() {
    UUID id =
        limits.add(
            globex.owner(), Scope.key(payer.keyId()), usd(Period.DAY, "1"), CountFrom.PERIOD);
    add(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 60));
    limits.set(globex.owner(), Scope.organization(globex.orgId()), budget(Period.MONTH, "50"));

    assertThat(effects.ofRemoval(globex.owner(), id).details())
        .containsExactly(
            "60 requests per minute on the team “Research”, 60 requests left",
            "$50.00 per month on the organization, $50.00 left");
  }
}
