package ai.nemorouter.alert.delivery;

import static ai.nemorouter.alert.AlertWorld.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import ai.nemorouter.alert.AlertWatch;
import ai.nemorouter.alert.AlertWorld;
import ai.nemorouter.alert.channel.Channel;
import ai.nemorouter.alert.channel.ChannelSettings;
import ai.nemorouter.alert.channel.Channels;
import ai.nemorouter.alert.channel.ListedChannel;
import ai.nemorouter.testsupport.Receiver;
import ai.nemorouter.testsupport.World;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the list of channels says of whether alerts arrive.
@QuarkusTest
class ChannelStatesTest {
  private static final int ATTEMPTS = 8;

  @Inject AlertWatch watch;
  @Inject Deliveries deliveries;
  @Inject Channels channels;
  @Inject AlertWorld world;
  @Inject World places;

  private World.Place globex;

  @BeforeEach
  void createOrganization() {
    globex = places.newOrganization();
  }

  @Test
  void theListOfChannelsSaysSinceWhenAChannelFailsAndThatItDeliversAgain() {
    try (Receiver receiver = new Receiver(n -> n == 1 ? 503 : 200)) {
      channels.add(
          globex.owner(),
          Channel.Kind.WEBHOOK,
          new ChannelSettings("Hook", receiver.url(), 1, true));
      ListedChannel untried = listed();
      notice();
      deliveries.deliver();
      ListedChannel failing = listed();
      world.letTimePass(globex);
      deliveries.deliver();
      ListedChannel delivering = listed();

      assertThat(untried.state()).isEqualTo("Nothing sent yet");
      assertThat(untried.since()).isNull();
      assertThat(failing.state()).isEqualTo("Failing");
      assertThat(failing.since()).isNotNull();
      assertThat(failing.record().deliveredAt()).isNull();
      assertThat(delivering.state()).isEqualTo("Delivering");
      assertThat(delivering.since()).isNull();
      assertThat(delivering.record().deliveredAt()).isNotNull();
    }
  }

  @Test
  void theListOfChannelsCountsAlertsThatNeverArrived() {
    try (Receiver receiver = new Receiver(_ -> 503)) {
      channels.add(
          globex.owner(),
          Channel.Kind.WEBHOOK,
          new ChannelSettings("Hook", receiver.url(), 1, true));
      notice();
      for (int i = 0; i < ATTEMPTS; i++) {
        deliveries.deliver();
        world.letTimePass(globex);
      }

      assertThat(listed().record().failures()).isEqualTo(1);
      assertThat(listed().state()).isEqualTo("Failing");
      channels.pause(globex.owner(), listed().channel().id());
      assertThat(listed().state()).isEqualTo("Paused");
    }
  }

  private void notice() {
    world.use(globex, world.limit(globex, "usd", "total", 10 * DOLLAR), 9 * DOLLAR);
    watch.watch();
  }

  private ListedChannel listed() {
    return channels
        .list(globex.owner(), new Channels.Filter("", Channels.Sort.NAME, 1))
        .items()
        .getFirst();
  }
}
