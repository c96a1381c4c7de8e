package ai.nemorouter.limit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.access.Actor;
import ai.nemorouter.credit.Credits;
import ai.nemorouter.key.Keys;
import ai.nemorouter.key.NewKey;
import ai.nemorouter.limit.Budget;
import ai.nemorouter.limit.Limits;
import ai.nemorouter.limit.Period;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.limit.engine.Settlement.Status;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.Sql;
import ai.nemorouter.testsupport.TestDatabase;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The hold engine on real PostgreSQL: a cap holds, a refusal takes nothing, a settlement counts
/// once.
@QuarkusTest
class HoldsTest {
  private final Holds holds;
  private final World world;
  private final Keys keys;
  private final Credits credits;
  private final Limits limits;
  private final TestDatabase database;
  private final Owner owner;

  HoldsTest(
      Holds holds,
      World world,
      Keys keys,
      Credits credits,
      Limits limits,
      TestDatabase database,
      Owner owner) {
    this.holds = holds;
    this.world = world;
    this.keys = keys;
    this.credits = credits;
    this.limits = limits;
    this.database = database;
    this.owner = owner;
  }

  private record Payers(World.Place place, Payer payer) {}

  private Payers payer(String credit, @Nullable Budget keyBudget) {
    World.Place place = world.newOrganization();
    credits.grant(new Actor.Setup(place.orgId()), Money.ofUsd(credit), "for the test");
    UUID key =
        keys.mint(place.owner(), new NewKey(place.teamId(), "Test", keyBudget, null)).key().id();
    return new Payers(place, new Payer(place.orgId(), place.teamId(), key, null));
  }

  @Test
  void aHoldCountsOnCreditTeamAndKeyAndASettlementReplacesItByTheCost() {
    Payers payers = payer("10", new Budget(Period.MONTH, Money.ofUsd("5")));
    limits.set(
        payers.place().owner(),
        Scope.team(payers.payer().teamId()),
        new Budget(Period.DAY, Money.ofUsd("4")));
    HoldRequest request = request(payers.payer(), "1", "1");

    assertThat(granted(holds.place(request))).isEqualTo(Money.ofUsd("1"));
    assertThat(windows(payers))
        .hasSize(3)
        .allMatch(window -> window.held() == Money.ofUsd("1").nanos());

    holds.settle(settlement(request, "0.25"));
    await()
        .untilAsserted(() ->
            assertThat(windows(payers))
                .allMatch(
                    window -> window.held() == 0 && window.used() == Money.ofUsd("0.25").nanos()));
  }

  @Test
  void aCallOnTheOrganizationsOwnProviderSpendsNoCreditButCountsOnEveryOtherLimit() {
    Payers payers = payer("0.01", new Budget(Period.MONTH, Money.ofUsd("5")));
    HoldRequest shared = request(payers.payer(), "1", "1");
    HoldRequest own =
        new HoldRequest(
            shared.id(),
            shared.payer(),
            shared.secret(),
            shared.ask(),
            new Settlement.Route("m", "a/m", "own", null, false, "chat", true, null));

    assertThat(granted(holds.place(own))).isEqualTo(Money.ofUsd("1"));
    holds.settle(settlement(own, "0.25"));

    await()
        .untilAsserted(() ->
            assertThat(windows(payers))
                .extracting(Window::used)
                .containsExactlyInAnyOrder(0L, Money.ofUsd("0.25").nanos()));
  }

  @Test
  void aRefusalByOneLimitTakesNothingFromTheOthersAndNamesItself() {
    Payers payers = payer("10", new Budget(Period.MONTH, Money.ofUsd("5")));
    limits.set(
        payers.place().owner(),
        Scope.team(payers.payer().teamId()),
        new Budget(Period.DAY, Money.ofUsd("0.5")));

    HoldOutcome outcome = holds.place(request(payers.payer(), "1", "1"));

    assertThat(outcome).isInstanceOf(HoldOutcome.LimitReached.class);
    HoldOutcome.LimitReached reached = (HoldOutcome.LimitReached) outcome;
    assertThat(reached.limit().scope()).isEqualTo(Scope.Kind.TEAM);
    assertThat(reached.limit().period()).isEqualTo(Period.DAY);
    assertThat(reached.limit().allowed()).isEqualTo(Money.ofUsd("0.5").nanos());
    assertThat(reached.resetsAt()).isAfter(Instant.now());
    assertThat(windows(payers)).allMatch(window -> window.held() == 0 && window.used() == 0);
  }

  @Test
  void whoAsksForARangeIsGrantedAQuarterOfWhatIsLeftButNeverLessThanTheLeast() {
    Payers payers = payer("10", new Budget(Period.TOTAL, Money.ofUsd("0.80")));

    assertThat(granted(holds.place(request(payers.payer(), "0.16", "5"))))
        .isEqualTo(Money.ofUsd("0.20"));
    assertThat(granted(holds.place(request(payers.payer(), "0.16", "5"))))
        .isEqualTo(Money.ofUsd("0.16"));
    assertThat(granted(holds.place(request(payers.payer(), "0.44", "0.44"))))
        .isEqualTo(Money.ofUsd("0.44"));
    assertThat(holds.place(request(payers.payer(), "0.16", "5")))
        .isInstanceOf(HoldOutcome.LimitReached.class);
  }

  @Test
  void askingTwiceWithOneIdHoldsOnceEvenWhenTheLimitIsUsedUp() {
    Payers payers = payer("10", new Budget(Period.TOTAL, Money.ofUsd("1")));
    HoldRequest request = request(payers.payer(), "1", "1");

    assertThat(granted(holds.place(request))).isEqualTo(Money.ofUsd("1"));
    assertThat(granted(holds.place(request))).isEqualTo(Money.ofUsd("1"));

    assertThat(windows(payers)).allMatch(window -> window.held() == Money.ofUsd("1").nanos());
    holds.settle(settlement(request, "1"));
    await().untilAsserted(() -> assertThat(calls(payers)).hasSize(1));
    assertThat(holds.place(request)).isEqualTo(new HoldOutcome.AlreadyFinished());
  }

  /// Row 91.
  @Test
  void aSettlementCountsOnceHoweverOftenItComes() {
    Payers payers = payer("10", null);
    HoldRequest request = request(payers.payer(), "1", "1");
    holds.place(request);

    holds.settle(settlement(request, "0.4"));
    await().untilAsserted(() -> assertThat(calls(payers)).hasSize(1));
    holds.settle(settlement(request, "0.4"));
    HoldRequest next = request(payers.payer(), "1", "1");
    holds.place(next);

    assertThat(windows(payers))
        .singleElement()
        .extracting(Window::used)
        .isEqualTo(Money.ofUsd("0.4").nanos());
    assertThat(calls(payers)).hasSize(1);
  }

  /// Row 90.
  @Test
  void aCostAboveTheHoldIsBookedInFullFlaggedAndTheNextCallIsRefused() {
    Payers payers = payer("10", new Budget(Period.TOTAL, Money.ofUsd("1")));
    HoldRequest request = request(payers.payer(), "1", "1");
    holds.place(request);

    holds.settle(settlement(request, "1.5"));

    await().untilAsserted(() -> assertThat(calls(payers)).hasSize(1));
    assertThat(calls(payers).getFirst())
        .containsEntry("overrun", true)
        .containsEntry("cost", Money.ofUsd("1.5").nanos());
    assertThat(holds.place(request(payers.payer(), "0", "0.1")))
        .isInstanceOf(HoldOutcome.LimitReached.class);
  }

  @Test
  void aCapThatIsLoweredWhileAHoldWaitsForTheLockCounts() throws Exception {
    Payers payers = payer("10", null);
    HoldRequest first = request(payers.payer(), "1", "1");
    holds.place(first);
    holds.settle(settlement(first, "1"));
    await().untilAsserted(() -> assertThat(calls(payers)).hasSize(1));

    Future<HoldOutcome> waiting;
    try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
      waiting =
          owner.inTransaction(handle -> {
            handle.execute(
                "select 1 from windows where org_id = ? for update", payers.place().orgId());
            Future<HoldOutcome> outcome =
                caller.submit(() -> holds.place(request(payers.payer(), "5", "5")));
            await().until(() -> waitsForALock(handle));
            handle.execute(
                "update limits set amount = ? where org_id = ?",
                Money.ofUsd("2").nanos(),
                payers.place().orgId());
            return outcome;
          });
    }

    assertThat(waiting.get()).isInstanceOf(HoldOutcome.LimitReached.class);
  }

  private static boolean waitsForALock(Sql handle) {
    return handle
            .createQuery(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%apply_batch%'")
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  @Test
  void aKeyThatMayNotCallIsRefusedByTheHoldItself() {
    assertNotLive(NotLive.REVOKED, "update keys set revoked_at = now() where org_id = ?");
    assertNotLive(NotLive.DISABLED, "update keys set disabled_at = now() where org_id = ?");
    assertNotLive(NotLive.EXPIRED, "update keys set expires_at = now() where org_id = ?");
    assertNotLive(NotLive.TEAM_ARCHIVED, "update teams set archived_at = now() where org_id = ?");
    assertNotLive(
        NotLive.ORGANIZATION_SUSPENDED,
        "update organizations set suspended_at = now() where id = ?");
  }

  private void assertNotLive(NotLive reason, String change) {
    Payers payers = payer("10", null);
    assertThat(holds.place(request(payers.payer(), "1", "1")))
        .isInstanceOf(HoldOutcome.Granted.class);
    database
        .acrossOrganizations()
        .useTransaction(handle -> handle.execute(change, payers.place().orgId()));

    assertThat(holds.place(request(payers.payer(), "1", "1")))
        .isEqualTo(new HoldOutcome.KeyNotLive(reason));
  }

  @Test
  void anOrphanedHoldIsBookedAtItsFloorAndALateSettlementBooksTheDifference() {
    Payers payers = payer("10", null);
    HoldRequest request = request(payers.payer(), "1", "1");
    holds.place(request);
    letHoldsExpire(payers);

    holds.sweep();
    assertThat(calls(payers))
        .singleElement()
        .satisfies(call ->
            assertThat(call)
                .containsEntry("status", "expired")
                .containsEntry("cost", Money.ofUsd("0.01").nanos())
                .containsEntry("cost_source", "estimate"));
    assertThat(windows(payers))
        .allMatch(window -> window.held() == 0 && window.used() == Money.ofUsd("0.01").nanos());

    holds.settle(settlement(request, "0.6"));
    await()
        .untilAsserted(() ->
            assertThat(calls(payers))
                .singleElement()
                .satisfies(call ->
                    assertThat(call).containsEntry("status", "ok").containsEntry("late", true)));
    assertThat(windows(payers)).allMatch(window -> window.used() == Money.ofUsd("0.6").nanos());
  }

  @Test
  void aHoldThatIsAliveIsNotSwept() {
    Payers payers = payer("10", null);
    HoldRequest request = request(payers.payer(), "1", "1");
    holds.place(request);
    letHoldsExpire(payers);

    holds.heartbeat();
    holds.sweep();

    assertThat(calls(payers)).isEmpty();
    holds.settle(settlement(request, "1"));
  }

  @Test
  void fourHundredConcurrentHoldsNeverExceedTheCapAndUseItUp() throws Exception {
    Payers payers = payer("100", new Budget(Period.TOTAL, Money.ofUsd("5")));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HoldOutcome>> tries =
          IntStream.range(0, 400)
              .<Callable<HoldOutcome>>mapToObj(
                  _ -> () -> holds.place(request(payers.payer(), "0.1", "0.1")))
              .toList();
      long granted = 0;
      for (Future<HoldOutcome> outcome : callers.invokeAll(tries)) {
        granted += outcome.get() instanceof HoldOutcome.Granted ? 1 : 0;
      }
      assertThat(granted).isEqualTo(50);
    }
    assertThat(windows(payers)).allMatch(window -> window.held() == Money.ofUsd("5").nanos());
  }

  private void letHoldsExpire(Payers payers) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update holds set expires_at = now() - interval '1 s' where org_id = ?",
                payers.place().orgId()));
  }

  private static Money granted(HoldOutcome outcome) {
    return ((HoldOutcome.Granted) outcome).amount();
  }

  /// With output at a nano-US-dollar a token, so many tokens are so much money.
  private static final Money NANO_A_TOKEN = Money.ofNanos(1_000_000);

  private static HoldRequest request(Payer payer, String least, String most) {
    return new HoldRequest(
        Ids.next(),
        payer,
        1,
        new HoldRange(
            Money.ZERO,
            NANO_A_TOKEN,
            10,
            Money.ofUsd(least).nanos(),
            Money.ofUsd(most).nanos(),
            Money.ofUsd("0.01"),
            10),
        Settlement.Route.chat("m", "a/m", "test", null, false));
  }

  private static Settlement settlement(HoldRequest request, String cost) {
    return new Settlement(
        request.id(),
        request.payer(),
        Status.OK,
        200,
        null,
        Map.of(),
        Settlement.Route.chat("m", "a/m", "test", null, false),
        true,
        new Settlement.Answer("stop", "up-1", 10, 5, 0, 0, 0, 0, 0, 0),
        new Settlement.Cost(Money.ofUsd(cost), "provider"),
        null,
        12);
  }

  private record Window(long used, long held) {}

  private List<Window> windows(Payers payers) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery("select used, held from windows where org_id = :org")
                .bind("org", payers.place().orgId())
                .map(row -> new Window(row.getLong("used"), row.getLong("held")))
                .list());
  }

  private List<Map<String, Object>> calls(Payers payers) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select status, cost, cost_source, overrun, late from calls where org_id = :org")
                .bind("org", payers.place().orgId())
                .mapToMap()
                .list());
  }
}
