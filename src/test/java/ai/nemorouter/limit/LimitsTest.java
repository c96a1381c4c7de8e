package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Settlement.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Limits on real PostgreSQL, together with the hold engine: what a change is said to do holds for
/// the very next hold.
@QuarkusTest
class LimitsTest {
  private static final String BERLIN = "Europe/Berlin";
  private static final long PROMPT_TOKENS = 10;
  private static final long OUTPUT_TOKENS = 5;

  @Inject Limits limits;
  @Inject LimitEffects effects;
  @Inject Holds holds;
  @Inject Keys keys;
  @Inject Credits credits;
  @Inject Database database;
  @Inject World world;

  private World.Place globex;
  private Scope team;
  private Payer payer;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    team = Scope.team(globex.teamId());
    credits.grant(new Actor.Setup(globex.orgId()), Money.ofUsd("1000"), "for the test");
    UUID key = keys.mint(globex.owner(), new NewKey(globex.teamId(), "ci", null, null)).key().id();
    payer = new Payer(globex.orgId(), globex.teamId(), key, null);
  }

  @Test
  void aScopeHasOneBudgetForEachPeriodShortestFirst() {
    limits.set(globex.owner(), team, budget(Period.TOTAL, "100"));
    limits.set(globex.owner(), team, budget(Period.DAY, "1"));
    limits.set(globex.owner(), team, budget(Period.DAY, "2"));

    assertThat(limits.list(globex.owner(), team))
        .extracting(status -> status.limit().budget())
        .containsExactly(budget(Period.DAY, "2"), budget(Period.TOTAL, "100"));
  }

  @Test
  void eachUnitIsCountedInItsOwnWindowAndTheEngineObeysEachLimit() {
    for (Unit unit : Unit.values()) {
      add(LimitTerms.of(unit, Period.DAY, unit == Unit.USD ? usd("1") : 100));
    }
    HoldRequest request = hold("0.2");
    settle(request, "0.1");

    assertThat(limits.list(globex.owner(), team))
        .extracting(LimitStatus::unit, LimitStatus::used)
        .containsExactly(
            tuple(Unit.USD, usd("0.1")),
            tuple(Unit.TOKENS, PROMPT_TOKENS + OUTPUT_TOKENS),
            tuple(Unit.REQUESTS, 1L),
            tuple(Unit.IN_FLIGHT, 0L));
  }

  @Test
  void aRollingMinuteSumsItsStepsAndNeverHasAForecast() {
    UUID id = add(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 2));
    settle(hold("0.1"), "0.1");
    settle(hold("0.1"), "0.1");
    LimitStatus status = limits.find(globex.owner(), id).status();

    assertThat(status.used()).isEqualTo(2);
    assertThat(status.resetsAt()).isNull();
    assertThat(status.forecast(Instant.now())).isEmpty();
    assertThat(place("0.1")).isInstanceOf(HoldOutcome.LimitReached.class);
  }

  @Test
  void aChangedAmountKeepsTheWindowAndCountsForTheVeryNextHold() {
    UUID id = add(usd(Period.MONTH, "10"));
    settle(hold("7"), "7");

    limits.change(
        globex.owner(), id, Period.MONTH, usd("5"), LimitTerms.USUAL_ALERTS, Beginning.PERIOD);
    HoldOutcome lowered = place("0.01");
    limits.change(
        globex.owner(), id, Period.MONTH, usd("20"), LimitTerms.USUAL_ALERTS, Beginning.PERIOD);

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
            globex.owner(), kept, Period.WEEK, usd("10"), LimitTerms.USUAL_ALERTS, Beginning.NOW);
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
            Beginning.PERIOD);

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
        database.read(handle ->
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
        .contains("\"before\":", "\"amount\": 10", "\"amount\": 9", "\"scope\": \"team\"");
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
    assertThat(lowered.details()).containsExactly("1 call in flight holds $0.20 and finishes.");
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
            globex.owner(), Scope.key(payer.keyId()), usd(Period.DAY, "1"), Beginning.PERIOD);
    add(LimitTerms.of(Unit.REQUESTS, Period.MINUTE, 60));
    limits.set(globex.owner(), Scope.organization(globex.orgId()), budget(Period.MONTH, "50"));

    assertThat(effects.ofRemoval(globex.owner(), id).details())
        .containsExactly(
            "60 requests per minute on the team “Research”, 60 requests left",
            "$50.00 per month on the organization, $50.00 left");
  }

  @Test
  void aForecastIsLinearAndTakesATenthOfTheWindow() {
    Instant start = Instant.parse("2026-11-01T00:00:00Z");
    Instant end = Instant.parse("2026-12-01T00:00:00Z");
    Limit limit = new Limit(globex.orgId(), Ids.next(), team, usd(Period.MONTH, "100"), null, null);
    LimitStatus status = new LimitStatus(limit, usd("100"), usd("50"), 0, start, end);

    assertThat(status.forecast(start.plus(Duration.ofDays(9))))
        .contains(Instant.parse("2026-11-19T00:00:00Z"));
    assertThat(status.forecast(start.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(status.forecast(start.plus(Duration.ofDays(16)))).isEmpty();
    assertThat(status.projected(start.plus(Duration.ofDays(15)))).contains(usd("100"));
  }

  @Test
  void aWindowEndsWhereTheOrganizationsClockSays() {
    database.useTransaction(handle ->
        handle.execute(
            "update organizations set timezone = ? where id = ?", BERLIN, globex.orgId()));
    for (Period period : List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.TOTAL)) {
      limits.set(globex.owner(), team, budget(period, "1"));
    }

    ZonedDateTime now = ZonedDateTime.now(ZoneId.of(BERLIN));
    ZonedDateTime today = now.with(LocalTime.MIDNIGHT).truncatedTo(ChronoUnit.DAYS);
    assertThat(limits.list(globex.owner(), team))
        .extracting(LimitStatus::resetsAt)
        .containsExactly(
            today.plusDays(1).toInstant(),
            today.with(TemporalAdjusters.next(DayOfWeek.MONDAY)).toInstant(),
            today.with(TemporalAdjusters.firstDayOfNextMonth()).toInstant(),
            null);
  }

  @Test
  void anEarlierWindowDoesNotCount() {
    UUID id = add(usd(Period.DAY, "10"));
    database.useTransaction(handle ->
        handle.execute(
            "insert into windows (org_id, limit_id, unit, starts_at, ends_at, used) values (?, ?, 'usd', now() - interval '3 days', now() - interval '2 days', 7)",
            globex.orgId(),
            id));

    assertThat(used(id)).isZero();
  }

  @Test
  void aLimitCannotBeNegativeTwiceTheSameNorStandOnAForeignScope() {
    World.Place other = world.newOrganization();
    UUID id = add(usd(Period.DAY, "1"));

    assertThatThrownBy(() -> budget(Period.DAY, "-1")).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> LimitTerms.of(Unit.TOKENS, Period.DAY, -1))
        .isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> add(usd(Period.DAY, "2"))).isInstanceOf(InvalidInputException.class);
    assertThatThrownBy(() -> limits.set(other.owner(), team, budget(Period.DAY, "1")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> limits.list(other.owner(), Scope.organization(globex.orgId())))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> limits.remove(other.owner(), id))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> limits.raise(other.owner(), id, new Limit.Raise(1, inAnHour())))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void theCreditIsNoLimitThatCanBeChanged() {
    UUID credit =
        database.read(handle ->
            handle
                .select(
                    "select id from limits where org_id = ? and kind = 'credit'", globex.orgId())
                .mapTo(UUID.class)
                .one());

    assertThatThrownBy(() -> limits.remove(globex.owner(), credit))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> change(credit, Period.TOTAL, "99999"))
        .isInstanceOf(NotFoundException.class);
  }

  private static LimitTerms usd(Period period, String amount) {
    return LimitTerms.of(budget(period, amount));
  }

  private static Budget budget(Period period, String usd) {
    return new Budget(period, Money.ofUsd(usd));
  }

  private static long usd(String amount) {
    return Money.ofUsd(amount).nanos();
  }

  private static Instant inAnHour() {
    return Instant.now().plusSeconds(3_600);
  }

  private UUID add(LimitTerms terms) {
    return limits.add(globex.owner(), team, terms, Beginning.PERIOD);
  }

  private UUID change(UUID id, Period period, String amount) {
    return limits.change(
        globex.owner(), id, period, usd(amount), LimitTerms.USUAL_ALERTS, Beginning.PERIOD);
  }

  private LimitEffect effect(UUID id, Period period, String amount) {
    return effects.ofChange(globex.owner(), id, period, usd(amount), LimitTerms.USUAL_ALERTS);
  }

  private LimitStatus only() {
    return limits.list(globex.owner(), team).getFirst();
  }

  private long used(UUID id) {
    return limits.find(globex.owner(), id).status().used();
  }

  private UUID otherTeam() {
    UUID id = Ids.next();
    database.useTransaction(handle ->
        handle.execute(
            "insert into teams (org_id, id, name) values (?, ?, 'Sales')", globex.orgId(), id));
    return id;
  }

  /// Empty where it never was.
  private String loweredAt(UUID id) {
    return database.read(handle ->
        handle
            .select("select coalesce(lowered_at::text, '') from limits where id = ?", id)
            .mapTo(String.class)
            .one());
  }

  private Map<String, Object> windowOf(UUID id) {
    return database.read(handle ->
        handle
            .select("select used, held, carried from windows where limit_id = ?", id)
            .mapToMap()
            .one());
  }

  private String auditOf(UUID id, String action) {
    return database.read(handle ->
        handle
            .select(
                "select details::text from audit_entries where org_id = ? and target = ? and action = ?",
                globex.orgId(),
                "limit " + id,
                action)
            .mapTo(String.class)
            .one());
  }

  private HoldRequest hold(String usd) {
    return hold(usd, "a/m");
  }

  private HoldRequest hold(String usd, String model) {
    HoldRequest request = request(usd, model);
    assertThat(holds.place(request)).isInstanceOf(HoldOutcome.Granted.class);
    return request;
  }

  private HoldOutcome place(String usd) {
    return holds.place(request(usd, "a/m"));
  }

  private HoldRequest request(String usd, String model) {
    Ask ask =
        new Ask(
            Money.ofUsd(usd),
            Money.ZERO,
            PROMPT_TOKENS,
            OUTPUT_TOKENS,
            OUTPUT_TOKENS,
            Money.ZERO,
            0);
    return new HoldRequest(
        Ids.next(), payer, ask, new Settlement.Route(model, model, "test", null, false));
  }

  private void settle(HoldRequest request, String cost) {
    holds.settle(
        new Settlement(
            request.id(),
            payer,
            Status.OK,
            200,
            null,
            Map.of(),
            request.route(),
            true,
            new Settlement.Answer("stop", "up-1", PROMPT_TOKENS, OUTPUT_TOKENS, 0, 0, 0),
            new Settlement.Cost(Money.ofUsd(cost), "provider"),
            null,
            12));
    awaitCall(request);
  }

  private void settleUnsent(HoldRequest request) {
    holds.settle(Settlement.unsent(request));
    awaitCall(request);
  }

  private void awaitCall(HoldRequest request) {
    await()
        .until(() ->
            database.read(handle ->
                handle
                    .select("select count(*) > 0 from calls where id = ?", request.id())
                    .mapTo(Boolean.class)
                    .one()));
  }
}
