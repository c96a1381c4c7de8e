package ai.nemorouter.limit.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.limit.engine.HoldOutcome;
import ai.nemorouter.limit.engine.HoldRange;
import ai.nemorouter.limit.engine.HoldRequest;
import ai.nemorouter.limit.engine.HoldsUnavailableException;
import ai.nemorouter.limit.engine.OpenLane;
import ai.nemorouter.limit.oracle.FaultyDatabase.Fault;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.database.Ids;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A lane whose database fails grants nothing that is not held, and loses nothing that was spent.
@Timeout(60)
class LaneTest {
  private static final EngineServer.Database DATABASE = EngineServer.shared().database();

  private final Stage stage = newStage();
  private final FaultyDatabase faulty = new FaultyDatabase(DATABASE);
  private final OpenLane lane = new OpenLane(faulty, "lane", Sequence.TTL);

  private static Stage newStage() {
    try {
      return new Stage(DATABASE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void connect() throws Exception {
    HoldRequest first = stage.request(stage.second, 0);
    lane.hold(first).get();
    lane.settle(stage.settlement(first, 0));
    await().until(lane::isIdle);
  }

  @AfterEach
  void close() throws SQLException {
    stage.close();
  }

  @Test
  void aHoldIsRefusedWhenTheDatabaseDoesNotAnswer() throws Exception {
    faulty.failNext(Fault.BEFORE, Fault.BEFORE);

    CompletableFuture<HoldOutcome> answer = lane.hold(stage.request(stage.first, 10));

    assertThatThrownBy(answer::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(HoldsUnavailableException.class);
    assertThat(stage.balance(stage.credit)).isEqualTo("nothing");
  }

  @Test
  void aBatchWhoseAnswerIsLostIsAskedForAgainAndCountsOnce() throws Exception {
    faulty.failNext(Fault.AFTER);

    HoldOutcome outcome = lane.hold(stage.request(stage.first, 10)).get();

    assertThat(outcome).isEqualTo(new HoldOutcome.Granted(Money.ofNanos(10), 0, null));
    assertThat(stage.balance(stage.credit)).isEqualTo("used=0 held=10");
  }

  @Test
  void aSettlementWaitsUntilTheDatabaseIsBackAndCountsOnce() throws Exception {
    HoldRequest request = stage.request(stage.first, 10);
    lane.hold(request).get();
    faulty.failNext(Fault.BEFORE, Fault.BEFORE, Fault.BEFORE, Fault.AFTER, Fault.AFTER);

    lane.settle(stage.settlement(request, 7));

    await().until(() -> faulty.isWell() && lane.isIdle());
    assertThat(stage.balance(stage.credit)).isEqualTo("used=7 held=0");
  }

  @Test
  void oneImpossibleHoldDoesNotTakeItsNeighboursWithIt() throws Exception {
    stage.blockWindowOf(stage.credit);
    CompletableFuture<HoldOutcome> ahead = lane.hold(stage.request(stage.first, 1));
    stage.awaitWaiting();
    CompletableFuture<HoldOutcome> impossible = lane.hold(impossible());
    CompletableFuture<HoldOutcome> neighbour = lane.hold(stage.request(stage.first, 10));
    stage.letGo();

    assertThat(ahead.get()).isInstanceOf(HoldOutcome.Granted.class);
    assertThat(neighbour.get()).isInstanceOf(HoldOutcome.Granted.class);
    assertThatThrownBy(impossible::get).hasCauseInstanceOf(HoldsUnavailableException.class);
    assertThat(stage.balance(stage.credit)).isEqualTo("used=0 held=11");
  }

  @Test
  void brokenConnectionsAreGivenBackToThePool() throws Exception {
    faulty.failNext(Fault.BEFORE, Fault.AFTER, Fault.BEFORE);
    HoldRequest request = stage.request(stage.first, 10);

    assertThatThrownBy(() -> lane.hold(request).get()).isInstanceOf(ExecutionException.class);
    lane.hold(request).get();

    assertThat(faulty.openConnections()).isEqualTo(1);
  }

  /// Its worst case is more than the database can count.
  private HoldRequest impossible() {
    HoldRequest possible = stage.request(stage.first, 1);
    return new HoldRequest(
        Ids.next(),
        possible.payer(),
        possible.secret(),
        new HoldRange(
            Money.ofNanos(Long.MAX_VALUE),
            Money.ofNanos(Long.MAX_VALUE),
            1,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Money.ZERO,
            0),
        possible.route());
  }
}
