package ai.nemorouter.alert.delivery;

import static ai.nemorouter.alert.AlertWorld.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.alert.AlertWatch;
import ai.nemorouter.alert.AlertWorld;
import ai.nemorouter.alert.Alerts;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.SigningSecret;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
  @Inject MockMailbox mailbox;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
  }

  @Test
  void aWebhookIsSignedAndSaysWhatHappened() throws Exception {
    try (Receiver receiver = new Receiver(_ -> 204)) {
      SigningSecret secret = webhook(receiver);
      notice();

      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      Receiver.Received request = receiver.received().getFirst();
      assertThat(request.signature())
          .isEqualTo(secret.sign(request.id(), request.timestamp(), request.body()));
      assertThat(request.timestamp())
          .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
      JsonNode event = Json.parseObject(request.body().getBytes(StandardCharsets.UTF_8));
      assertThat(event.path("type").asText()).isEqualTo("limit.threshold_reached");
      assertThat(event.path("data").path("threshold_percent").asInt()).isEqualTo(80);
      assertThat(event.path("data").path("used").decimalValue()).isEqualByComparingTo("8.5");
      assertThat(event.path("data").path("allowed").decimalValue()).isEqualByComparingTo("10");
      assertThat(event.path("data").path("limit").path("scope_name").asText())
          .isEqualTo("Research");
      assertThat(event.path("data").path("message").asText())
          .isEqualTo("Team “Research” has used 80 % of its budget: $8.50 of $10.00.");
      assertThat(states()).containsExactly("delivered:1:204");
    }
  }

  @Test
  void aFailingReceiverIsTriedAgainWithTheSameIdUntilItAccepts() {
    try (Receiver receiver = new Receiver(n -> n <= 3 ? 500 + n : 200)) {
      webhook(receiver);
      notice();

      deliveries.deliver();
      List<String> afterOne = states();
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
      assertThat(states()).containsExactly("delivered:4:200");
    }
  }

  @Test
  void afterEightAttemptsItFailsAndAPersonCanHaveItTriedAgain() {
    try (Receiver receiver = new Receiver(n -> n <= ATTEMPTS ? 503 : 200)) {
      webhook(receiver);
      notice();

      for (int i = 0; i < ATTEMPTS + 3; i++) {
        deliveries.deliver();
        world.letTimePass(globex);
      }
      List<String> before = states();
      Delivery failed = delivery();
      alerts.retry(globex.owner(), world.alerts(globex).getFirst(), failed.id());
      deliveries.deliver();

      assertThat(before).containsExactly("failed:8:503");
      assertThat(failed.lastError()).isEqualTo("The receiver answered with HTTP status 503.");
      assertThat(states()).containsExactly("delivered:1:200");
      assertThatThrownBy(
              () -> alerts.retry(globex.owner(), world.alerts(globex).getFirst(), failed.id()))
          .isInstanceOf(InvalidInputException.class);
      assertThat(actions()).contains("alert_delivery.retried");
    }
  }

  @Test
  void thePausesGrow() {
    try (Receiver receiver = new Receiver(_ -> 500)) {
      webhook(receiver);
      notice();
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
      webhook(receiver);
      notice();
      deliveries.deliver();
      world.letTimePass(globex);

      UUID more = world.limit(globex, "tokens", "total", 10);
      world.use(globex, more, 10);
      watch.watch();
      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      assertThat(states()).containsExactly("failed:1:410");
      assertThat(channel().goneAt()).isNotNull();
      assertThat(actions()).contains("alert_channel.gone");
      channels.resume(globex.owner(), channel().id());
      assertThat(channel().isLive()).isTrue();
    }
  }

  @Test
  void aReceiverThatHangsIsGivenUpAndHoldsUpNobody() {
    try (Receiver hanging = new Receiver(_ -> Receiver.HANG);
        Receiver quick = new Receiver(_ -> 200)) {
      webhook(hanging);
      webhook(quick);
      notice();

      deliveries.deliver();

      assertThat(states()).containsExactlyInAnyOrder("waiting:1:null", "delivered:1:200");
      assertThat(hanging.received()).hasSize(1);
      assertThat(quick.received()).hasSize(1);
    }
  }

  @Test
  void severalNodesAtOnceDeliverEachOnce() throws Exception {
    int limits = 60;
    try (Receiver receiver = new Receiver(_ -> 200)) {
      webhook(receiver);
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
      webhook(receiver);
      notice();
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
  void whileASecretIsRotatedBothSign() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      SigningSecret first = webhook(receiver);
      SigningSecret second = channels.rotateSecret(globex.owner(), channel().id());

      DeliveryResult during = channels.test(globex.owner(), channel().id());
      world
          .database()
          .acrossOrganizations()
          .useTransaction(handle ->
              handle.execute(
                  "update alert_channels set previous_until = now() where org_id = ?",
                  globex.orgId()));
      channels.test(globex.owner(), channel().id());

      assertThat(during).isEqualTo(new DeliveryResult.Delivered(200));
      Receiver.Received one = receiver.received().getFirst();
      assertThat(one.signature())
          .isEqualTo(
              second.sign(one.id(), one.timestamp(), one.body())
                  + " "
                  + first.sign(one.id(), one.timestamp(), one.body()));
      Receiver.Received two = receiver.received().getLast();
      assertThat(two.signature()).isEqualTo(second.sign(two.id(), two.timestamp(), two.body()));
    }
  }

  @Test
  void slackGetsATextAndBlocksAtAnAddressThatIsStoredEncrypted() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      channels.add(
          globex.owner(), Channel.Kind.SLACK, new ChannelSettings("Ops", receiver.url(), 1, true));
      notice();

      deliveries.deliver();

      JsonNode body =
          Json.parseObject(receiver.received().getFirst().body().getBytes(StandardCharsets.UTF_8));
      assertThat(body.path("text").asText()).startsWith("Team “Research” has used 80 %");
      assertThat(body.path("blocks").path(0).path("type").asText()).isEqualTo("header");
      assertThat(receiver.received().getFirst().path()).endsWith("secretpart");
      assertThat(
              world.ask(
                  globex,
                  """
                  select concat(c.*::text, (select string_agg(e::text, '') from audit_entries e where e.org_id = c.org_id))
                  from alert_channels c where org_id = ?
                  """))
          .allSatisfy(row -> assertThat(row).doesNotContain("secretpart"));
      assertThat(channel().target()).endsWith("/…part");
    }
  }

  @Test
  void aCiphertextMovedToAnotherChannelDoesNotOpen() {
    try (Receiver mine = new Receiver(_ -> 200)) {
      webhook(mine);
      World.Place other = places.newOrganization();
      UUID theirs =
          channels
              .add(
                  other.owner(),
                  Channel.Kind.WEBHOOK,
                  new ChannelSettings("x", mine.url(), 1, true))
              .id();
      world
          .database()
          .acrossOrganizations()
          .useTransaction(handle ->
              handle.execute(
                  "update alert_channels set secret = (select secret from alert_channels where org_id = ?) where id = ?",
                  globex.orgId(),
                  theirs));

      assertThatThrownBy(() -> channels.test(other.owner(), theirs))
          .isInstanceOf(IllegalStateException.class);
      assertThat(mine.received()).isEmpty();
    }
  }

  @Test
  void aPausedChannelGetsNothingNotEvenLater() {
    try (Receiver receiver = new Receiver(_ -> 500)) {
      webhook(receiver);
      notice();
      deliveries.deliver();
      UUID id = channel().id();

      channels.pause(globex.owner(), id);
      UUID limit = world.limit(globex, "tokens", "total", 10);
      world.use(globex, limit, 10);
      watch.watch();
      channels.resume(globex.owner(), id);
      deliveries.deliver();

      assertThat(receiver.received()).hasSize(1);
      assertThat(states()).containsExactly("dropped:1:500");
    }
  }

  @Test
  void anEmailGoesToEverybodyOnTheChannel() {
    mailbox.clear();
    channels.add(
        globex.owner(),
        Channel.Kind.EMAIL,
        new ChannelSettings(
            "Finance", "a-%s@example.com; b@example.com".formatted(globex.orgId()), 1, true));
    notice();

    deliveries.deliver();

    List<io.quarkus.mailer.Mail> mails =
        mailbox.getMailsSentTo("a-%s@example.com".formatted(globex.orgId()));
    assertThat(mails).hasSize(1);
    assertThat(mails.getFirst().getTo()).contains("b@example.com");
    assertThat(mails.getFirst().getSubject())
        .isEqualTo("Team “Research” has used 80 % of its budget");
    assertThat(states()).containsExactly("delivered:1:null");
  }

  private SigningSecret webhook(Receiver receiver) {
    ChannelSettings hook = new ChannelSettings("Hook", receiver.url(), 1, true);
    return Objects.requireNonNull(
        channels.add(globex.owner(), Channel.Kind.WEBHOOK, hook).secret());
  }

  private void notice() {
    UUID limit = world.limit(globex, "usd", "total", 10 * DOLLAR);
    world.use(globex, limit, 8 * DOLLAR + DOLLAR / 2);
    watch.watch();
  }

  private Channel channel() {
    return channels
        .list(globex.owner(), new Channels.Filter("", Channels.Sort.NAME, 1))
        .items()
        .getFirst()
        .channel();
  }

  private Delivery delivery() {
    return alerts.find(globex.owner(), world.alerts(globex).getFirst()).deliveries().getFirst();
  }

  private List<String> states() {
    return world.ask(
        globex,
        "select state || ':' || attempts || ':' || coalesce(last_status::text, 'null') from alert_deliveries where org_id = ?");
  }

  private List<String> actions() {
    return world.ask(globex, "select action from audit_entries where org_id = ?");
  }
}
