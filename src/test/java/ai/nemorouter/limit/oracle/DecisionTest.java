package ai.nemorouter.limit.oracle;

import static ai.nemorouter.limit.oracle.Decision.KEY;
import static ai.nemorouter.limit.oracle.Decision.ORG;
import static ai.nemorouter.limit.oracle.Decision.TEAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.nemorouter.limit.oracle.Decision.Answer;
import ai.nemorouter.limit.oracle.Decision.Counters;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `decide` and `give_back` of R__hold_decision.sql alone: given the states of windows and the
/// requests, who is admitted and why.
class DecisionTest {
  private static EngineServer.Database database;
  private static Connection connection;

  @BeforeAll
  static void connect() throws SQLException {
    database = EngineServer.shared().database();
    connection = database.connect();
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    database.close();
  }

  private static Decision given() {
    return new Decision(connection);
  }

  @Test
  void neitherReadsATableOrAClock() throws SQLException {
    List<String> volatility = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select proname || ' ' || provolatile::text from pg_proc where proname in ('decide', 'give_back') order by 1")) {
      while (row.next()) {
        volatility.add(row.getString(1));
      }
    }
    assertThat(volatility).containsExactly("decide i", "give_back i");
  }

  @Test
  void aGrantedHoldTakesOfEachWindowWhatItsUnitCounts() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(TEAM, "tokens", 100, 0, 0, Map.of())
            .window(KEY, "requests", 5, 4, 0, Map.of())
            .hold(300, Map.of("output_rate", 1_000_000, "least_output", 20L, "most_output", 20L));

    assertThat(decision.answers())
        .containsExactly(new Answer("granted", 320, 20, "1,2,3", "320,30,1", 0, 0, false));
  }

  @Test
  void holdsAreDecidedInTheOrderInWhichTheyCame() throws SQLException {
    Decision decision =
        given().credit(1000).hold(600, Map.of()).hold(500, Map.of()).hold(400, Map.of());

    assertThat(decision.answers())
        .extracting(Answer::outcome)
        .containsExactly("granted", "refused", "granted");
  }

  @Test
  void aHoldIsGrantedOnAllWindowsOrOnNone() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(KEY, "usd", 100, 0, 0, Map.of())
            .hold(600, Map.of())
            .hold(90, Map.of());

    assertThat(decision.answers())
        .containsExactly(
            new Answer("refused", 0, 0, "", "", 2, 600, true),
            new Answer("granted", 90, 0, "1,2", "90,90", 0, 0, false));
  }

  @Test
  void theRefusalThatLastsLongestIsNamed() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(KEY, "in_flight", 1, 0, 1, Map.of())
            .window(KEY, "usd", 100, 100, 0, Map.of())
            .window(KEY, "tokens", 5, 0, 0, Map.of())
            .hold(50, Map.of());

    assertThat(decision.answers())
        .containsExactly(new Answer("refused", 0, 0, "", "", 3, 50, true));
  }

  @Test
  void aRefusalByMoneyThatIsOnlyHeldDoesNotLast() throws SQLException {
    Decision decision =
        given().credit(1000).window(KEY, "usd", 100, 0, 80, Map.of()).hold(50, Map.of());

    assertThat(decision.answers())
        .containsExactly(new Answer("refused", 0, 0, "", "", 2, 50, false));
  }

  @Test
  void anOpenRequestGetsAQuarterOfWhatTheTightestLimitAffords() throws SQLException {
    Decision decision =
        given()
            .credit(100_000)
            .window(KEY, "tokens", 410, 0, 0, Map.of())
            .hold(100, Map.of("output_rate", 1_000_000, "least_output", 16L, "most_output", 4000L));

    assertThat(decision.answers())
        .containsExactly(new Answer("granted", 200, 100, "1,2", "200,110", 0, 0, false));
  }

  @Test
  void withoutCreditOnlyAnOrganizationsOwnProviderIsCalled() throws SQLException {
    Decision decision =
        given()
            .window(KEY, "usd", 100, 0, 0, Map.of())
            .hold(10, Map.of())
            .hold(10, Map.of("own_provider", true));

    assertThat(decision.answers())
        .extracting(Answer::outcome)
        .containsExactly("no_credit", "granted");
  }

  @Test
  void anOrganizationsOwnProviderTakesNoCredit() throws SQLException {
    Decision decision =
        given()
            .credit(5)
            .window(KEY, "usd", 100, 0, 0, Map.of())
            .hold(10, Map.of("own_provider", true));

    assertThat(decision.answers())
        .containsExactly(new Answer("granted", 10, 0, "2", "10", 0, 0, false));
  }

  @Test
  void limitsOfAnotherModelProviderOrOrganizationDoNotCount() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(KEY, "usd", 0, 0, 0, Map.of("model", "b/two"))
            .window(KEY, "usd", 0, 0, 0, Map.of("provider", "west"))
            .window(KEY, "usd", 0, 0, 0, Map.of("org_id", new UUID(0, 9)))
            .hold(10, Map.of());

    assertThat(decision.answers())
        .containsExactly(new Answer("granted", 10, 0, "1", "10", 0, 0, false));
  }

  @Test
  void aLimitCountsARequestOnceHoweverManyAttemptsItTakes() throws SQLException {
    UUID request = new UUID(3, 1);
    Decision decision =
        given()
            .credit(1000)
            .window(KEY, "requests", 1, 1, 0, Map.of())
            .counted(request, new UUID(2, 2))
            .hold(10, Map.of("request_id", request))
            .hold(10, Map.of());

    assertThat(decision.answers())
        .containsExactly(
            new Answer("granted", 10, 0, "1", "10", 0, 0, false),
            new Answer("refused", 0, 0, "", "", 2, 1, true));
  }

  @Test
  void whatWasKnownBeforeStays() throws SQLException {
    Decision decision =
        given()
            .credit(10)
            .hold(600, Map.of())
            .known("exists")
            .hold(5, Map.of())
            .known("key_revoked");

    assertThat(decision.answers())
        .extracting(Answer::outcome, Answer::amount, Answer::windows)
        .containsExactly(tuple("exists", 7L, ""), tuple("key_revoked", 7L, ""));
  }

  @Test
  void anIdThatComesTwiceHoldsOnce() throws SQLException {
    UUID id = new UUID(5, 5);
    Decision decision =
        given()
            .credit(1000)
            .hold(900, Map.of())
            .hold(60, Map.of("id", id))
            .hold(60, Map.of("id", id));

    assertThat(decision.answers())
        .extracting(Answer::outcome, Answer::amount, Answer::windows)
        .containsExactly(
            tuple("granted", 900L, "1"), tuple("granted", 60L, "1"), tuple("exists", 60L, ""));
  }

  @Test
  void aGrantNamesTheWindowWithTheHighestThresholdThatIsCrossed() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(TEAM, "usd", 1000, 510, 0, Map.of("crossed", 50))
            .window(KEY, "usd", 1000, 810, 0, Map.of("crossed", 80))
            .window(ORG, "usd", 1000, 810, 0, Map.of("crossed", 50))
            .hold(10, Map.of());

    assertThat(decision.answers()).extracting(Answer::windowAt).containsExactly(3);
  }

  @Test
  void aSettlementGivesBackWhatWasHeldAndTakesWhatItsUnitCounts() throws SQLException {
    Decision decision =
        given()
            .credit(1000)
            .window(KEY, "tokens", 500, 100, 200, Map.of())
            .window(KEY, "requests", 5, 1, 1, Map.of())
            .window(KEY, "in_flight", 5, 0, 1, Map.of());

    assertThat(
            decision.afterSettling(
                Map.of(
                    "window_ids",
                    List.of(1, 2, 3, 4),
                    "amounts",
                    List.of(0, 200, 1, 1),
                    "cost",
                    40,
                    "tokens",
                    150,
                    "sent",
                    1),
                "{1,2,3,4}"))
        .containsExactly(
            new Counters(960, 40, 0, 40),
            new Counters(250, 250, -200, 150),
            new Counters(3, 2, -1, 1),
            new Counters(5, 0, -1, 0));
  }

  @Test
  void whatAStepOfARollingLimitGetsBackIsRoomOfItsCurrentStep() throws SQLException {
    UUID limit = new UUID(2, 7);
    Decision decision =
        given()
            .window(ORG, "usd", 100, 0, 90, Map.of("period", "minute", "limit_id", limit))
            .window(
                ORG,
                "usd",
                100,
                0,
                0,
                Map.of(
                    "period",
                    "minute",
                    "limit_id",
                    limit,
                    "ends_at",
                    "2026-05-20T12:00:30Z",
                    "room",
                    -1))
            .past();

    assertThat(
            decision.afterSettling(
                Map.of(
                    "window_ids",
                    List.of(2),
                    "amounts",
                    List.of(50),
                    "cost",
                    20,
                    "tokens",
                    0,
                    "sent",
                    1),
                "{1,2}"))
        .containsExactly(new Counters(40, 20, 0, 0), new Counters(-1, 0, -50, 20));
  }

  @Test
  void aWindowThatWasClearedAwayIsPassedOverAndOneThatWasNeverLockedFailsTheBatch()
      throws SQLException {
    Map<String, Object> settled =
        Map.of("window_ids", List.of(8), "amounts", List.of(5), "cost", 5, "tokens", 0, "sent", 1);

    assertThat(given().credit(10).afterSettling(settled, "{1,8}"))
        .containsExactly(new Counters(10, 0, 0, 0));
    assertThatThrownBy(() -> given().credit(10).afterSettling(settled, "{1}"))
        .isInstanceOf(SQLException.class)
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("40001");
  }
}
