package ai.nemorouter.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.testsupport.Statements;
import ai.nemorouter.testsupport.World;
import io.quarkus.hibernate.orm.PersistenceUnitExtension;
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
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Limits as they stand: on real PostgreSQL, together with the hold engine.
@QuarkusTest
class LimitsTest extends LimitedTeam {
  private static final String BERLIN = "Europe/Berlin";
  private static final int FEW = 5;
  private static final int MANY = 30;

  @SuppressWarnings(
      "NullAway") // It does not see that the nested type of a compiled record may be null.
  private static final TightLimits.Filter ALL =
      new TightLimits.Filter("", null, null, TightLimits.Sort.TIGHTEST, 1);

  @Inject TightLimits tight;
  @Inject @PersistenceUnitExtension Statements statements;

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
    database
        .acrossOrganizations()
        .useTransaction(handle ->
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
    database
        .acrossOrganizations()
        .useTransaction(handle ->
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
  void listsTakeAsManyStatementsForManyLimitsAsForFew() {
    addNarrowed(0, FEW);
    long few = statements.of(() -> tight.list(globex.owner(), ALL).found(), FEW);
    long fewOfTheTeam = statements.of(() -> limits.list(globex.owner(), team).size(), FEW);
    addNarrowed(FEW, MANY);
    long many = statements.of(() -> tight.list(globex.owner(), ALL).found(), MANY);
    long manyOfTheTeam = statements.of(() -> limits.list(globex.owner(), team).size(), MANY);

    assertThat(many).isEqualTo(few).isPositive();
    assertThat(manyOfTheTeam).isEqualTo(fewOfTheTeam).isPositive();
  }

  private void addNarrowed(int from, int to) {
    for (int i = from; i < to; i++) {
      add(LimitTerms.of(Unit.REQUESTS, Period.DAY, 10).narrowedTo("a/m" + i, null));
    }
  }

  @Test
  void theCreditIsNoLimitThatCanBeChanged() {
    UUID credit =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .select(
                        "select id from limits where org_id = ? and kind = 'credit'",
                        globex.orgId())
                    .mapTo(UUID.class)
                    .one());

    assertThatThrownBy(() -> limits.remove(globex.owner(), credit))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> change(credit, Period.TOTAL, "99999"))
        .isInstanceOf(NotFoundException.class);
  }
}
