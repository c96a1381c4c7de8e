package ai.nemorouter.alert;

import static ai.nemorouter.alert.AlertWorld.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlertWatchTest {
  private static final int WATCHERS = 8;
  private static final int LIMITS = 20;

  @Inject AlertWatch watch;
  @Inject Alerts alerts;
  @Inject Channels channels;
  @Inject AlertWorld world;
  @Inject World places;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
  }

  @Test
  void eightWatchersAtOnceNoticeEachCrossingOnce() throws Exception {
    channel(1, true);
    List<UUID> limits = new ArrayList<>();
    for (int i = 0; i < LIMITS; i++) {
      limits.add(world.limit(globex, "tokens", "month", 1_000 + i));
      world.change(globex, limits.getLast(), "model = 'model-" + i + "'");
    }

    for (int percent : new int[] {49, 50, 79, 85, 100, 120}) {
      limits.forEach(limit -> world.use(globex, limit, 1_020L * percent / 100));
      watchAtOnce();
    }

    assertThat(
            world.ask(
                globex,
                """
                select threshold || ':' || count(*) || ':' || count(distinct window_id) from alerts
                where org_id = ? and threshold > 0 group by threshold order by threshold
                """))
        .containsExactly("50:20:20", "80:20:20", "100:20:20");
    assertThat(
            world.ask(
                globex,
                """
                select count(*) || ':' || count(distinct alert_id) from alert_deliveries d join alerts a
                using (org_id) where org_id = ? and a.id = d.alert_id and a.threshold > 0
                """))
        .containsExactly("60:60");
  }

  private void watchAtOnce() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService nodes = Executors.newFixedThreadPool(WATCHERS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WATCHERS; i++) {
        running.add(
            nodes.submit(() -> {
              start.await();
              watch.watch();
              return null;
            }));
      }
      start.countDown();
      for (Future<?> node : running) {
        node.get();
      }
    }
  }

  @Test
  void ofSeveralCrossedAtOnceOnlyTheHighestIsTold() {
    UUID limit = world.limit(globex, "usd", "month", 10 * DOLLAR);
    world.use(globex, limit, 9 * DOLLAR);

    watch.watch();
    watch.watch();

    assertThat(world.told(globex)).contains(80).doesNotContain(50, 100);
    assertThat(world.passed(globex)).containsExactly(50);
  }

  @Test
  void theThresholdIsCrossedExactlyWhenItIsReached() {
    UUID limit = world.limit(globex, "requests", "total", 3);
    world.change(globex, limit, "alert_at = '{50,67}'");
    world.use(globex, limit, 1);
    watch.watch();
    List<Integer> below = world.told(globex);

    world.use(globex, limit, 2);
    watch.watch();
    List<Integer> half = world.told(globex);
    world.use(globex, limit, 3);
    watch.watch();

    assertThat(below).isEmpty();
    assertThat(half).as("two of three are 66.7 %%").containsExactly(50);
    assertThat(world.told(globex)).containsExactly(50, 67);
  }

  @Test
  void aRaisedCapDoesNotAlertAgainInItsWindow() {
    UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);
    world.use(globex, limit, 5 * DOLLAR);
    watch.watch();

    world.change(globex, limit, "amount = amount * 10");
    watch.watch();
    world.use(globex, limit, 60 * DOLLAR);
    watch.watch();
    world.change(globex, limit, "raise = amount, raised_until = now() + interval '1 day'");
    world.use(globex, limit, 160 * DOLLAR);
    watch.watch();

    assertThat(world.told(globex)).containsExactly(50, 80);
  }

  @Test
  void aRestartedLimitAlertsAnewAndItsOldWindowNoLonger() {
    UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);
    world.use(globex, limit, 6 * DOLLAR);
    watch.watch();

    world.change(globex, limit, "restarted_at = now(), amount = 6000000000");
    watch.watch();
    List<Integer> afterRestart = world.told(globex);
    world.use(globex, limit, 3 * DOLLAR);
    watch.watch();

    assertThat(afterRestart).containsExactly(50);
    assertThat(world.told(globex)).containsExactly(50, 50);
  }

  @Test
  void whatWasCrossedShortlyBeforeAWindowEndedIsStillTold() {
    world.window(globex, world.limit(globex, "usd", "hour", 10), "-61 minutes", "-1 minutes", 10);
    world.window(globex, world.limit(globex, "usd", "day", 10), "-25 hours", "-1 hours", 10);

    watch.watch();

    assertThat(world.told(globex)).containsExactly(100);
  }

  @Test
  void ratesCallsInFlightRemovedAndEmptyLimitsAreNotWatched() {
    world.use(globex, world.limit(globex, "requests", "minute", 10), 10);
    world.use(globex, world.limit(globex, "in_flight", "total", 10), 10);
    world.use(globex, world.limit(globex, "usd", "day", 0), 10);
    UUID removed = world.limit(globex, "usd", "week", 10);
    world.use(globex, removed, 10);
    world.change(globex, removed, "removed_at = now()");

    watch.watch();

    assertThat(world.told(globex)).isEmpty();
  }

  @Test
  void creditAlertsAgainOnceMoreWasGranted() {
    UUID credit = world.credit(globex, 10 * DOLLAR);
    world.use(globex, credit, 9 * DOLLAR);
    watch.watch();

    world.change(globex, credit, "amount = 11000000000");
    watch.watch();
    List<Integer> littleMore = world.told(globex);
    world.change(globex, credit, "amount = 100000000000");
    watch.watch();
    world.use(globex, credit, 85 * DOLLAR);
    watch.watch();

    assertThat(littleMore).as("still above the same threshold").containsExactly(80);
    assertThat(world.told(globex)).containsExactly(80, 80);
  }

  @Test
  void aPaceThatReachesTheCapTooEarlyIsForecastOnceWithItsDay() {
    world.window(
        globex,
        world.limit(globex, "usd", "month", 30 * DOLLAR),
        "-10 days",
        "20 days",
        12 * DOLLAR);

    watch.watch();
    watch.watch();

    assertThat(world.told(globex)).containsExactly(0);
    Alert forecast = alerts.find(globex.owner(), world.alerts(globex).getFirst()).alert();
    assertThat(forecast.expectedAt())
        .isBetween(
            Instant.now().plus(Duration.ofDays(15)).minusSeconds(60),
            Instant.now().plus(Duration.ofDays(15)).plusSeconds(60));
  }

  @Test
  void aForecastWaitsForATenthOfThePeriodAndForAPaceThatIsTooFast() {
    world.window(globex, world.limit(globex, "usd", "day", 100), "-2 hours", "22 hours", 40);
    world.window(globex, world.limit(globex, "usd", "week", 100), "-3 days", "4 days", 42);
    world.window(globex, world.limit(globex, "usd", "month", 100), "-29 days", "1 days", 100);

    watch.watch();

    assertThat(world.told(globex)).doesNotContain(0);
  }

  @Test
  void creditThatLastsLessThanAMonthIsForecastFromTheLastDays() {
    UUID credit = world.credit(globex, 100 * DOLLAR);
    world.use(globex, credit, 30 * DOLLAR);
    watch.watch();
    List<Integer> withoutPast = world.told(globex);

    backdate(4, 10 * DOLLAR);
    watch.watch();
    watch.watch();

    assertThat(withoutPast).isEmpty();
    assertThat(world.told(globex)).containsExactly(0);
    Alert forecast = alerts.find(globex.owner(), world.alerts(globex).getFirst()).alert();
    assertThat(forecast.expectedAt())
        .as("$20 in 4 days, $70 left: 14 days")
        .isBetween(
            Instant.now().plus(Duration.ofDays(14)).minusSeconds(600),
            Instant.now().plus(Duration.ofDays(14)).plusSeconds(600));
  }

  @Test
  void creditThatLastsLongerIsNotForecast() {
    UUID credit = world.credit(globex, 100 * DOLLAR);
    world.use(globex, credit, 11 * DOLLAR);
    watch.watch();

    backdate(4, 10 * DOLLAR);
    watch.watch();

    assertThat(world.told(globex)).isEmpty();
  }

  /// As if the mark of today had been written that many days ago.
  private void backdate(int days, long used) {
    world
        .database()
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update credit_marks set day = day - ?, at = at - ? * interval '1 day', used = ? where org_id = ?",
                days,
                days,
                used,
                globex.orgId()));
  }

  @Test
  void aChannelHearsOfWhatItAskedFor() {
    channel(1, true);
    channel(100, false);
    UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);

    world.use(globex, limit, 8 * DOLLAR);
    watch.watch();
    world.use(globex, limit, 10 * DOLLAR);
    watch.watch();
    world.window(globex, world.limit(globex, "usd", "month", 30), "-10 days", "20 days", 12);
    watch.watch();

    assertThat(
            world.ask(
                globex,
                """
                select c.from_percent || ':' || a.threshold from alert_deliveries d
                join alerts a on a.id = d.alert_id join alert_channels c on c.id = d.channel_id
                where d.org_id = ? order by c.from_percent, a.id
                """))
        .containsExactly("1:80", "1:100", "1:0", "100:100");
  }

  private void channel(int fromPercent, boolean forecasts) {
    channels.add(
        globex.owner(),
        Channel.Kind.EMAIL,
        new ChannelSettings("Finance", "finance@example.com", fromPercent, forecasts));
  }
}
