package ai.nemorouter.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.alert.AlertWatch;
import ai.nemorouter.alert.AlertWorld;
import ai.nemorouter.alert.WithMailServer;
import ai.nemorouter.alert.delivery.Deliveries;
import ai.nemorouter.testsupport.World;
import ai.nemorouter.webhook.DeliveryResult;
import com.icegreen.greenmail.util.GreenMail;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// E-mail over SMTP to a real server.
@QuarkusTest
@WithTestResource(WithMailServer.class)
class MailsTest {
  @Inject AlertWatch watch;
  @Inject Deliveries deliveries;
  @Inject Channels channels;
  @Inject AlertWorld world;
  @Inject World places;

  @Nullable GreenMail server;

  @Test
  void anAlertArrivesOnceAtEachAddressAndItsIdIsTheMessages() throws Exception {
    GreenMail mail = Objects.requireNonNull(server);
    World.Place globex = places.newOrganization();
    channels.add(
        globex.owner(),
        Channel.Kind.EMAIL,
        new ChannelSettings("Finance", "a@example.com, b@example.com", 1, true));
    UUID limit = world.limit(globex, "tokens", "total", 1_000);
    world.use(globex, limit, 1_000);
    watch.watch();

    deliveries.deliver();
    deliveries.deliver();

    MimeMessage[] received = mail.getReceivedMessages();
    assertThat(received).as("one for each recipient").hasSize(2);
    assertThat(received[0].getSubject())
        .isEqualTo("Team “Research” has used all of its token limit");
    assertThat(received[0].getFrom()[0].toString()).contains("nemorouter@example.com");
    assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(received[0].getMessageID())
        .startsWith("<msg_")
        .isEqualTo(received[1].getMessageID());
    assertThat(received[0].getContent().toString())
        .contains("1,000 tokens of 1,000 tokens", "Calls are refused until the limit is raised.");
  }

  @Test
  void aMailServerThatIsAwayIsAReasonToTryAgain() {
    GreenMail mail = Objects.requireNonNull(server);
    World.Place globex = places.newOrganization();
    UUID id =
        channels
            .add(
                globex.owner(),
                Channel.Kind.EMAIL,
                new ChannelSettings("Finance", "a@example.com", 1, true))
            .id();
    mail.stop();

    DeliveryResult sent = channels.test(globex.owner(), id);
    mail.start();

    assertThat(sent)
        .isInstanceOfSatisfying(
            DeliveryResult.NotDelivered.class,
            failed -> assertThat(failed.error()).startsWith("The mail server did not take it"));
  }
}
