package ai.nemorouter.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.nemorouter.alert.AlertWorld;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.SigningSecret;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What each kind of channel is sent, and the secrets and addresses that it needs for that.
@QuarkusTest
class DeliveredMessagesTest {
  @Inject Deliveries deliveries;
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
      SigningSecret secret = world.webhook(globex, receiver);
      world.notice(globex);

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
      assertThat(world.deliveries(globex)).containsExactly("delivered:1:204");
    }
  }

  @Test
  void whileASecretIsRotatedBothSign() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      SigningSecret first = world.webhook(globex, receiver);
      SigningSecret second = channels.rotateSecret(globex.owner(), world.channel(globex).id());

      DeliveryResult during = channels.test(globex.owner(), world.channel(globex).id());
      world
          .database()
          .acrossOrganizations()
          .useTransaction(handle ->
              handle.execute(
                  "update alert_channels set previous_until = now() where org_id = ?",
                  globex.orgId()));
      channels.test(globex.owner(), world.channel(globex).id());

      assertThat(during).isEqualTo(new DeliveryResult.Delivered(200));
      Receiver.Received one = receiver.received().getFirst();
      assertThat(one.signature())
          .isEqualTo(
              second.sign(one.id(), one.timestamp(), one.body())
                  + " "
                  + first.sign(one.id(), one.timestamp(), one.body()));
      assertThat(world.channel(globex).previousUntil()).as("shown while both sign").isNull();
      Receiver.Received two = receiver.received().getLast();
      assertThat(two.signature()).isEqualTo(second.sign(two.id(), two.timestamp(), two.body()));
    }
  }

  @Test
  void slackGetsATextAndBlocksAtAnAddressThatIsStoredEncrypted() {
    try (Receiver receiver = new Receiver(_ -> 200)) {
      channels.add(
          globex.owner(), Channel.Kind.SLACK, new ChannelSettings("Ops", receiver.url(), 1, true));
      world.notice(globex);

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
      assertThat(world.channel(globex).target()).endsWith("/…part");
    }
  }

  @Test
  void aCiphertextMovedToAnotherChannelDoesNotOpen() {
    try (Receiver mine = new Receiver(_ -> 200)) {
      world.webhook(globex, mine);
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
  void anEmailGoesToEverybodyOnTheChannel() {
    mailbox.clear();
    channels.add(
        globex.owner(),
        Channel.Kind.EMAIL,
        new ChannelSettings(
            "Finance", "a-%s@example.com; b@example.com".formatted(globex.orgId()), 1, true));
    world.notice(globex);

    deliveries.deliver();

    List<io.quarkus.mailer.Mail> mails =
        mailbox.getMailsSentTo("a-%s@example.com".formatted(globex.orgId()));
    assertThat(mails).hasSize(1);
    assertThat(mails.getFirst().getTo()).contains("b@example.com");
    assertThat(mails.getFirst().getSubject())
        .isEqualTo("Team “Research” has used 80 % of its budget");
    assertThat(world.deliveries(globex)).containsExactly("delivered:1:null");
  }
}
