package ai.nemorouter.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.alert.AlertWatch;
import ai.nemorouter.alert.AlertWorld;
import ai.nemorouter.alert.Alerts;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How often deliveries are tried, by whom, and when they end.
@QuarkusTest
class DeliveriesTest {
  private static final int NODES = 4;
  private static final int ATTEMPTS = 8;

  @Inject AlertWatch watch;
  @Inject Deliveries deliveries;
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
  void aFailingReceiverIsTriedAgainWithTheSameIdUntilItAccepts() {
    try (Receiver receiver = new Receiver(n -> n <= 3 ? 500 + n : 200)) {
      world.webhook(globex, receiver);
      world.notice(globex);

      deliveries.deliver();
      List<String> afterOne = world.deliveries(globex);
      deliveries.deliver();
      int early = receiver.received().size();
      for (int i = 0; i < 5; i++) {
        world.letTimePass(globex);
        deliveries.deliver();
      }

      assertThat(afterOne).containsExactly("waiting:1:501");
      assertThat(early).as("not before its time").isEqualTo(1);
      assertThat(receiver.received()).hasSize(4);
      assertThat(receiver.received())
          .extracting(Receiver.Received::id)
          .containsOnly(receiver.received().getFirst().id());
      assertThat(world.deliveries(globex)).containsExactly("delivered:4:200");
    }
  }

  @Test
  void afterEightAttemptsItFailsAndAPersonCanHaveItTriedAgain() {
    try (Receiver receiver = new Receiver(n -> n <= ATTEMPTS ? 503 : 200)) {
      world.webhook(globex, receiver);
      world.notice(globex);

      for (int i = 0; i < ATTEMPTS + 3; i++) {
        deliveries.deliver();
        world.letTimePass(globex);
      }
      List<String> before = world.deliveries(globex);
      Delivery failed = delivery();
      alerts.retry(globex.owner(), world.alerts(globex).getFirst(), failed.id());
      deliveries.deliver();

      assertThat(before).containsExactly("failed:8:503");
      assertThat(failed.lastError()).isEqualTo("The receiver answered with HTTP status 503.");
      assertThat(world.deliveries(globex)).containsExactly("delivered:1:200");
      assertThatThrownBy(
              () -> alerts.retry(globex.owner(), world.alerts(globex).getFirst(), failed.id()))
          .isInstanceOf(InvalidInputException.class);
      assertThat(actions()).contains("alert_delivery.retried");
    }
  }

  @Test
  void thePausesGrow() {
    try (Receiver receiver = new Receiver(_ -> 500)) {
      world.webhook(globex, receiver);
      world.notice(globex);
      List<String> pauses = new ArrayList<>();

      for (int i = 0; i < ATTEMPTS - 1; i++) {
        deliveries.deliver();
        pauses.addAll(
            world.ask(
                globex,
                "select round(extract(epoch from next_at - now()) / 5) * 5 from alert_deliveries where org_id = ?"));
        world.letTimePass(globex);
      }

      assertThat(pauses).containsExactly("5", "60", "300", "1800", "7200", "18000", "36000");
    }
  }

  @Test
  void aReceiverThatIsGoneIsNotAskedAgain() {
    try (Receiver receiver = new Receiver(_ -> 410)) {
      world.webhook(globex, receiver);
      world.notice(globex);
      deliveries.deliver();
      world.letTimePass(globex);

      UUID more = world.limit(globex, "tokens", "total", 10);
      world.use(globex, more, 10);
      watch.watch();
      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      assertThat(world.deliveries(globex)).containsExactly("failed:1:410");
      assertThat(world.channel(globex).goneAt()).isNotNull();
      assertThat(actions()).contains("alert_channel.gone");
      channels.resume(globex.owner(), world.channel(globex).id());
      assertThat(world.channel(globex).isLive()).isTrue();
    }
  }

  @Test
  void aReceiverThatHangsIsGivenUpAndHoldsUpNobody() {
    try (Receiver hanging = new Receiver(_ -> Receiver.HANG);
        Receiver quick = new Receiver(_ -> 200)) {
      world.webhook(globex, hanging);
      world.webhook(globex, quick);
      world.notice(globex);

      deliveries.deliver();

      assertThat(world.deliveries(globex))
          .containsExactlyInAnyOrder("waiting:1:null", "delivered:1:200");
      assertThat(hanging.received()).hasSize(1);
      assertThat(quick.received()).hasSize(1);
    }
  }

  @Test
  void severalNodesAtOnceDeliverEachOnce() throws Exception {
    int limits = 60;
    try (Receiver receiver = new Receiver(_ -> 200)) {
      world.webhook(globex, receiver);
      for (int i = 0; i < limits; i++) {
        UUID limit = world.limit(globex, "tokens", "total", 10);
        world.change(globex, limit, "scope_id = gen_random_uuid()");
        world.use(globex, limit, 10);
      }
      watch.watch();
      CountDownLatch start = new CountDownLatch(1);
      try (ExecutorService nodes = Executors.newFixedThreadPool(NODES)) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
          running.add(
              nodes.submit(() -> {
                start.await();
                deliveries.deliver();
                return null;
              }));
        }
        start.countDown();
        for (Future<?> node : running) {
          node.get();
        }
      }

      assertThat(receiver.received()).hasSize(limits);
      assertThat(receiver.received()).extracting(Receiver.Received::id).doesNotHaveDuplicates();
    }
  }

  @Test
  void whatANodeTookUpBeforeItDiedIsDeliveredByAnother() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      world.webhook(globex, receiver);
      world.notice(globex);
      lease("now() + interval '1 minute'");
      deliveries.deliver();
      int leased = receiver.received().size();

      lease("now() - interval '1 second'");
      deliveries.deliver();

      assertThat(leased).isZero();
      assertThat(receiver.received()).hasSize(1);
    }
  }

  private void lease(String until) {
    world
        .database()
        .acrossOrganizations()
        .useTransaction(handle ->
            handle.execute(
                "update alert_deliveries set leased_until = %s where org_id = ?".formatted(until),
                globex.orgId()));
  }

  @Test
  void aPausedChannelGetsNothingNotEvenLater() {
    try (Receiver receiver = new Receiver(_ -> 500)) {
      world.webhook(globex, receiver);
      world.notice(globex);
      deliveries.deliver();
      UUID id = world.channel(globex).id();

      channels.pause(globex.owner(), id);
      UUID limit = world.limit(globex, "tokens", "total", 10);
      world.use(globex, limit, 10);
      watch.watch();
      channels.resume(globex.owner(), id);
      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      assertThat(world.deliveries(globex)).containsExactly("dropped:1:500");
    }
  }

  private Delivery delivery() {
    return alerts.find(globex.owner(), world.alerts(globex).getFirst()).deliveries().getFirst();
  }

  private List<String> actions() {
    return world.ask(globex, "select action from audit_entries where org_id = ?");
  }
}
