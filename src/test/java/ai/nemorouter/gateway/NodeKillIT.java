package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.FaultProxy.Fault;
import ai.nemorouter.testsupport.FaultProxy.Trap;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a node at each moment of a call, with another node on the same database. What the
/// killed node leaves behind is booked by the other one.
@Tag("matrix")
class NodeKillIT {
  private static final Plan STREAM = new Plan(Kind.STREAM, 20);

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess survivor;
  private static String key;

  private ApplicationProcess victim;

  @BeforeAll
  static void startFleet() throws Exception {
    fleet = new Fleet(folder);
    survivor = fleet.startNode();
    key = fleet.mintKey(survivor);
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  @BeforeEach
  void startVictim() {
    victim = fleet.startNodeBehindProxy();
  }

  @Test
  void aNodeKilledBeforeItsHoldReachesTheDatabaseLeavesNothingBehind() throws Exception {
    String model = fleet.nextModel(victim, STREAM);
    Trap hold = fleet.proxy().next(Fault.KEEP_REQUEST, Fleet.holdOf(model));
    fleet.call(victim, key, model, STREAM);
    hold.awaitSprung();

    fleet.kill(victim);

    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(fleet.upstream().delivered(model)).isNull();
    assertThat(statusesOf(model)).isEmpty();
  }

  @Test
  void aHoldThatWaitsForALockWhenItsNodeIsKilledIsBookedAtItsFloorAndNothingIsSent()
      throws Exception {
    Fleet.Sent call;
    try (Connection other = fleet.postgres().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select from windows for no key update");
      call = fleet.call(victim, key, STREAM);
      await().until(() -> fleet.number("select count(*) from pg_locks where not granted") > 0);

      fleet.kill(victim);
      other.rollback();
    }

    awaitExpired(call.model());
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(fleet.upstream().delivered(call.model())).isNull();
  }

  @Test
  void aNodeKilledBetweenItsHoldAndTheDispatchIsChargedTheFloor() throws Exception {
    String model = fleet.nextModel(victim, STREAM);
    Trap hold = fleet.proxy().next(Fault.KEEP_ANSWER, Fleet.holdOf(model));
    fleet.call(victim, key, model, STREAM);
    hold.awaitSprung();
    long floor = floorOf(model);

    fleet.kill(victim);

    awaitExpired(model);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(costOf(model)).isEqualTo(floor);
    assertThat(fleet.upstream().delivered(model)).isNull();
  }

  @Test
  void streamsOfAKilledNodeAreChargedTheirFloorAndThoseOfTheOtherNodeTheirWords() throws Exception {
    List<Fleet.Sent> broken = new ArrayList<>();
    List<Fleet.Sent> whole = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      broken.add(fleet.call(victim, key, new Plan(Kind.ENDLESS_STREAM, i)));
      whole.add(fleet.call(survivor, key, new Plan(Kind.STREAM, i)));
    }
    await()
        .until(() ->
            broken.stream().allMatch(call -> fleet.upstream().delivered(call.model()) != null));
    List<Long> floors = new ArrayList<>();
    for (Fleet.Sent call : broken) {
      floors.add(floorOf(call.model()));
    }

    fleet.kill(victim);

    for (int i = 0; i < broken.size(); i++) {
      awaitExpired(broken.get(i).model());
      assertThat(costOf(broken.get(i).model())).isEqualTo(floors.get(i));
    }
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(whole).allMatch(call -> call.status() == 200);
  }

  @Test
  void aNodeKilledAfterTheWholeAnswerAndBeforeItsSettlementIsChargedTheFloor() throws Exception {
    String model = fleet.nextModel(victim, STREAM);
    Trap settlement = fleet.proxy().next(Fault.KEEP_REQUEST, Fleet.settlementOf(model));
    Fleet.Sent call = fleet.call(victim, key, model, STREAM);
    settlement.awaitSprung();
    assertThat(call.status()).isEqualTo(200);
    long floor = floorOf(model);

    fleet.kill(victim);

    awaitExpired(model);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(costOf(model)).isEqualTo(floor);
  }

  @Test
  void aNodeKilledAfterItsSettlementCommittedIsChargedExactly() throws Exception {
    String model = fleet.nextModel(victim, STREAM);
    Trap settlement = fleet.proxy().next(Fault.KEEP_ANSWER, Fleet.settlementOf(model));
    fleet.call(victim, key, model, STREAM);
    settlement.awaitSprung();

    fleet.kill(victim);

    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(statusesOf(model)).containsExactly("ok");
  }

  private static void awaitExpired(String model) {
    await().atMost(Fleet.PATIENCE).until(() -> statusesOf(model).equals(List.of("expired")));
  }

  private static List<String> statusesOf(String model) throws SQLException {
    return fleet.texts(
        "select status from every_attempt where requested_model = 'scripted/" + model + "'");
  }

  private static long costOf(String model) throws SQLException {
    return fleet.number(
        "select cost from every_attempt where requested_model = 'scripted/" + model + "'");
  }

  private static long floorOf(String model) throws SQLException {
    return fleet.number("select floor from holds where requested_model = 'scripted/" + model + "'");
  }
}
