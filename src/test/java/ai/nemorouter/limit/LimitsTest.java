package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LimitsTest {
  private static final String BERLIN = "Europe/Berlin";

  @Inject Limits limits;
  @Inject Database database;
  @Inject World world;

  private World.Place globex;
  private Scope team;

  @BeforeEach
  void createOrganization() {
    globex = world.newOrganization();
    team = Scope.team(globex.teamId());
  }

  @Test
  void aScopeHasOneBudgetForEachPeriodShortestFirst() {
    limits.set(globex.owner(), team, new Budget(Period.TOTAL, Money.ofUsd("100")));
    limits.set(globex.owner(), team, new Budget(Period.DAY, Money.ofUsd("1")));
    limits.set(globex.owner(), team, new Budget(Period.DAY, Money.ofUsd("2")));

    assertThat(limits.list(globex.owner(), team))
        .extracting(status -> status.limit().budget())
        .containsExactly(
            new Budget(Period.DAY, Money.ofUsd("2")), new Budget(Period.TOTAL, Money.ofUsd("100")));
  }

  @Test
  void aChangedOrRestoredBudgetKeepsWhatItsWindowCounted() {
    limits.set(globex.owner(), team, new Budget(Period.MONTH, Money.ofUsd("10")));
    count(only(), "7", "1");

    limits.set(globex.owner(), team, new Budget(Period.MONTH, Money.ofUsd("20")));
    LimitStatus changed = only();
    limits.remove(globex.owner(), team, Period.MONTH);
    limits.remove(globex.owner(), team, Period.MONTH);
    boolean removed = limits.list(globex.owner(), team).isEmpty();
    limits.set(globex.owner(), team, new Budget(Period.MONTH, Money.ofUsd("5")));
    LimitStatus restored = only();

    assertThat(changed.used()).isEqualTo(Money.ofUsd("7"));
    assertThat(changed.held()).isEqualTo(Money.ofUsd("1"));
    assertThat(changed.left()).isEqualTo(Money.ofUsd("12"));
    assertThat(changed.percent()).isEqualTo(40);
    assertThat(removed).isTrue();
    assertThat(restored.used()).isEqualTo(Money.ofUsd("7"));
    assertThat(restored.left()).isEqualTo(Money.ZERO);
    assertThat(restored.isReached()).isTrue();
  }

  @Test
  void aWindowEndsWhereTheOrganizationsClockSays() {
    database.useTransaction(handle ->
        handle.execute(
            "update organizations set timezone = ? where id = ?", BERLIN, globex.orgId()));
    for (Period period : List.of(Period.DAY, Period.WEEK, Period.MONTH, Period.TOTAL)) {
      limits.set(globex.owner(), team, new Budget(period, Money.ofUsd("1")));
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
    limits.set(globex.owner(), team, new Budget(Period.DAY, Money.ofUsd("10")));
    LimitStatus status = only();
    insertWindow(status, Instant.now().minus(3, ChronoUnit.DAYS), "7", "0");

    assertThat(only().used()).isEqualTo(Money.ZERO);
  }

  @Test
  void aBudgetCannotBeNegativeNorStandOnAForeignScope() {
    World.Place other = world.newOrganization();

    assertThatThrownBy(() -> new Budget(Period.DAY, Money.ofUsd("-1")))
        .isInstanceOf(InvalidInputException.class);
    Budget budget = new Budget(Period.DAY, Money.ofUsd("1"));
    assertThatThrownBy(() -> limits.set(other.owner(), team, budget))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> limits.list(other.owner(), Scope.organization(globex.orgId())))
        .isInstanceOf(NotFoundException.class);
  }

  private LimitStatus only() {
    return limits.list(globex.owner(), team).getFirst();
  }

  private void count(LimitStatus status, String used, String held) {
    Instant start =
        database.read(handle ->
            handle.select("select date_trunc('month', now(), 'UTC')").mapTo(Instant.class).one());
    insertWindow(status, start, used, held);
  }

  private void insertWindow(LimitStatus status, Instant start, String used, String held) {
    database.useTransaction(handle ->
        handle.execute(
            "insert into windows (org_id, limit_id, unit, starts_at, ends_at, used, held) values (?, ?, 'usd', ?, ?, ?, ?)",
            globex.orgId(),
            status.limit().id(),
            start,
            start.plus(31, ChronoUnit.DAYS),
            Money.ofUsd(used),
            Money.ofUsd(held)));
  }
}
