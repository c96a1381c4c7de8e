package ai.nemorouter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.testsupport.Owner;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.testsupport.World.Place;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums of days never show: whatever is asked, the answer is what the requests themselves add up
/// to.
@QuarkusTest
class UsageDaysTest {
  private static final long SEED = 20_261_025;

  /// Clocks go forward in Havana on the 8th of March and in Berlin on the 29th.
  private static final Instant FIRST = Instant.parse("2026-03-05T17:20:00Z");

  private static final Duration LENGTH = Duration.ofDays(26);

  private final Random random = new Random(SEED);
  private final World world;
  private final Owner database;
  private final Spend spend;
  private final UsageDays days;

  private Place place;
  private List<UUID> keys;

  UsageDaysTest(World world, Owner database, Spend spend, UsageDays days) {
    this.world = world;
    this.database = database;
    this.spend = spend;
    this.days = days;
  }

  @BeforeEach
  void makeKeys() {
    place = world.newOrganization();
    keys = List.of(world.newKey(place), world.newKey(place));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kathmandu", "America/Havana"})
  void anySpanCostsWhatItsRequestsCost(String zone) {
    use(zone);
    for (int count = 0; count < 150; count++) {
      record(within(FIRST, FIRST.plus(LENGTH)));
    }
    assertSpansAgree(zone);

    sumUp();

    assertThat(rows("usage_days")).isPositive();
    assertSpansAgree(zone);
    assertThat(daysAgree()).isTrue();
  }

  @Test
  void whatIsChargedLaterCountsAtOnceAndIsSummedUpAgain() {
    UUID call = record(FIRST);
    sumUp();

    database.useTransaction(handle ->
        handle.execute(
            "update calls set cost = cost + 5 where org_id = ? and id = ?", place.orgId(), call));
    record(FIRST.plusSeconds(1));

    assertThat(rows("usage_changes")).isEqualTo(2);
    assertSpansAgree("UTC");
    sumUp();
    assertSpansAgree("UTC");
    assertThat(daysAgree()).isTrue();
  }

  @Test
  void todayIsNotSummedUp() {
    world.recordCall(place, keys.getFirst(), Money.ofUsd("1"));

    days.run();

    assertThat(rows("usage_days")).isZero();
    assertThat(rows("usage_changes")).isZero();
  }

  @Test
  void anotherTimeZoneHasOtherDays() {
    record(Instant.parse("2026-03-10T22:30:00Z"));
    sumUp();

    use("Europe/Berlin");
    sumUp();

    assertThat(
            database.<Instant>inTransaction(handle ->
                handle
                    .select("select starts from usage_days where org_id = ?", place.orgId())
                    .mapTo(Instant.class)
                    .one()))
        .isEqualTo(Instant.parse("2026-03-09T23:00:00Z"));
    assertSpansAgree("Europe/Berlin");
  }

  /// Another run may be under way, which this one then leaves the work to.
  private void sumUp() {
    await()
        .untilAsserted(() -> {
          days.run();
          assertThat(rows("usage_changes")).isZero();
          assertThat(rows("usage_marks")).isPositive();
        });
  }

  /// Spans of whole days, of parts of days, and of both.
  private void assertSpansAgree(String zone) {
    ZoneId at = ZoneId.of(zone);
    for (int round = 0; round < 25; round++) {
      Instant from = within(FIRST.minusSeconds(90_000), FIRST.plus(LENGTH));
      Instant to = within(from, FIRST.plus(LENGTH).plusSeconds(90_000));
      if (round % 3 == 0) {
        from = day(from, at);
      }
      if (round % 4 == 0) {
        to = day(to, at).isBefore(from) ? from : day(to, at);
      }
      Spend.Span span = new Spend.Span(from, to);
      Money expected = requestsOf(span);
      assertThat(spend.ofCredit(place.owner(), span)).as("%s", span).isEqualTo(expected);
    }
  }

  private static Instant day(Instant moment, ZoneId zone) {
    return ZonedDateTime.ofInstant(moment, zone).toLocalDate().atStartOfDay(zone).toInstant();
  }

  private Money requestsOf(Spend.Span span) {
    return database.inTransaction(handle ->
        Money.ofNanos(
            handle
                .select(
                    "select coalesce(sum(cost), 0) from calls where org_id = ? and id >= ? and id < ?",
                    place.orgId(),
                    Ids.firstAt(span.from()),
                    Ids.firstAt(span.to()))
                .mapTo(Long.class)
                .one()));
  }

  private boolean daysAgree() {
    return database.<Integer>inTransaction(handle ->
        handle
            .select("select count(*) from deviations_of_usage_days(?)", place.orgId())
            .mapTo(Integer.class)
            .one())
        == 0;
  }

  private int rows(String table) {
    return database.inTransaction(handle ->
        handle
            .select("select count(*) from " + table + " where org_id = ?", place.orgId())
            .mapTo(Integer.class)
            .one());
  }

  private void use(String zone) {
    database.useTransaction(handle ->
        handle.execute("update organizations set timezone = ? where id = ?", zone, place.orgId()));
  }

  private Instant within(Instant from, Instant to) {
    return from.plusMillis(random.nextLong(Math.max(1, Duration.between(from, to).toMillis())));
  }

  private UUID record(Instant startedAt) {
    UUID id = Ids.at(startedAt);
    database.useTransaction(handle ->
        handle
            .createUpdate(
                """
                insert into calls (org_id, id, team_id, key_id, started_at, status, requested_model, streamed, cost, cost_source)
                values (:orgId, :id, :teamId, :keyId, :at, 'ok', 'demo/haiku-small', false, :cost, 'catalog')
                """)
            .bind("orgId", place.orgId())
            .bind("id", id)
            .bind("teamId", place.teamId())
            .bind("keyId", keys.get(random.nextInt(keys.size())))
            .bind("at", startedAt.atOffset(ZoneOffset.UTC))
            .bind("cost", random.nextLong(1_000_000))
            .execute());
    return id;
  }
}
