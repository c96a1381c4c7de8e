package ai.nemorouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.gateway.CountingUpstream.Kind;
import ai.nemorouter.gateway.CountingUpstream.Plan;
import ai.nemorouter.testsupport.ApplicationProcess;
import ai.nemorouter.testsupport.FaultProxy.Fault;
import ai.nemorouter.testsupport.FaultProxy.Trap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The connection breaks when a batch was sent and its answer has not come: the node cannot know
/// whether it was committed. Nothing is counted twice and nothing is lost, whichever it was, and
/// also if it is committed much later.
class UnknownOutcomeIT {
  private static final Plan STREAM = new Plan(Kind.STREAM, 20);
  private static final long SEED = Long.getLong("nemorouter.seed", System.nanoTime());

  @TempDir private static Path folder;

  private static Fleet fleet;
  private static ApplicationProcess node;
  private static String key;

  @BeforeAll
  static void startFleet() throws Exception {
    fleet = new Fleet(folder);
    node = fleet.startNodeBehindProxy();
    key = fleet.mintKey(node);
  }

  @AfterAll
  static void stopFleet() throws IOException {
    fleet.close();
  }

  @Test
  void aHoldThatCommittedBeforeTheCutHoldsOnceAndTheCallGoesThrough() throws Exception {
    Fleet.Sent call = callWith(Fault.LOSE_ANSWER, Moment.HOLD);

    assertThat(call.status()).isEqualTo(200);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aHoldThatNeverArrivedIsAskedForAgainAndTheCallGoesThrough() throws Exception {
    Fleet.Sent call = callWith(Fault.LOSE_REQUEST, Moment.HOLD);

    assertThat(call.status()).isEqualTo(200);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aSettlementThatCommittedBeforeTheCutCountsOnce() throws Exception {
    Fleet.Sent call = callWith(Fault.LOSE_ANSWER, Moment.SETTLEMENT);

    assertThat(call.status()).isEqualTo(200);
    fleet.awaitRecorded(call.model());
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aSettlementThatNeverArrivedIsSentAgain() throws Exception {
    Fleet.Sent call = callWith(Fault.LOSE_REQUEST, Moment.SETTLEMENT);

    assertThat(call.status()).isEqualTo(200);
    fleet.awaitRecorded(call.model());
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aHoldThatTheDatabaseGetsAfterItWasAskedForAgainHoldsNothingMore() throws Exception {
    String model = fleet.nextModel(node, STREAM);
    Trap stray = fleet.proxy().next(Fault.KEEP_REQUEST, Fleet.holdOf(model));
    Fleet.Sent call = fleet.call(node, key, model, STREAM);
    stray.awaitSprung();
    stray.cutClient();
    assertThat(call.status()).isEqualTo(200);
    fleet.awaitRecorded(call.model());

    stray.release();

    stray.awaitAnswered();
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void aHoldThatTheDatabaseGetsAfterItsCallWasRefusedCostsNothing() throws Exception {
    String model = fleet.nextModel(node, STREAM);
    Trap stray = fleet.proxy().next(Fault.KEEP_REQUEST, Fleet.holdOf(model));
    Trap secondTry = fleet.proxy().next(Fault.LOSE_REQUEST, Fleet.holdOf(model));
    Fleet.Sent call = fleet.call(node, key, model, STREAM);
    stray.awaitSprung();
    stray.cutClient();
    secondTry.awaitSprung();
    assertThat(call.status()).isEqualTo(503);
    fleet.awaitRecorded(call.model());

    stray.release();

    stray.awaitAnswered();
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(fleet.upstream().delivered(model)).isNull();
  }

  @Test
  void aHoldWhoseAnswerComesTooLateIsGivenBackAndNothingIsSent() throws Exception {
    String model = fleet.nextModel(node, STREAM);
    Trap late = fleet.proxy().next(Fault.KEEP_ANSWER, Fleet.holdOf(model));
    Fleet.Sent call = fleet.call(node, key, model, STREAM);
    late.awaitSprung();
    assertThat(call.status()).isEqualTo(503);

    late.release();

    fleet.awaitRecorded(call.model());
    fleet.assertEveryCallIsChargedWhatWasDelivered();
    assertThat(fleet.upstream().delivered(model)).isNull();
  }

  @Test
  void aSettlementThatTheDatabaseGetsTwiceLongApartCountsOnce() throws Exception {
    String model = fleet.nextModel(node, STREAM);
    Trap stray = fleet.proxy().next(Fault.KEEP_REQUEST, Fleet.settlementOf(model));
    Fleet.Sent call = fleet.call(node, key, model, STREAM);
    stray.awaitSprung();
    stray.cutClient();
    fleet.awaitRecorded(call.model());

    stray.release();

    stray.awaitAnswered();
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  @Test
  void whateverIsLostUnderLoadTheBooksStayWhole() throws Exception {
    System.out.println("UnknownOutcomeIT -Dnemorouter.seed=" + SEED);
    Random random = new Random(SEED);
    List<Fleet.Sent> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String model = fleet.nextModel(node, STREAM);
      for (Moment moment : Moment.values()) {
        if (random.nextInt(4) == 0) {
          Fault fault = random.nextBoolean() ? Fault.LOSE_ANSWER : Fault.LOSE_REQUEST;
          fleet.proxy().next(fault, moment.of(model));
        }
      }
      calls.add(fleet.call(node, key, model, STREAM));
    }

    assertThat(calls).allMatch(call -> call.status() == 200 || call.status() == 503);
    fleet.assertEveryCallIsChargedWhatWasDelivered();
  }

  private enum Moment {
    HOLD,
    SETTLEMENT;

    java.util.function.Predicate<String> of(String model) {
      return this == HOLD ? Fleet.holdOf(model) : Fleet.settlementOf(model);
    }
  }

  private static Fleet.Sent callWith(Fault fault, Moment moment) throws InterruptedException {
    String model = fleet.nextModel(node, STREAM);
    Trap trap = fleet.proxy().next(fault, moment.of(model));
    Fleet.Sent call = fleet.call(node, key, model, STREAM);
    trap.awaitSprung();
    return call;
  }
}
