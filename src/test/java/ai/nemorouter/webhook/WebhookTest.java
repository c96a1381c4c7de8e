package ai.nemorouter.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {
  @ParameterizedTest
  @CsvSource({
    "https://hooks.example.com/services/T0/secretpart, https://hooks.example.com/…part",
    "https://siem.example.com:8443/?token=secretpart, https://siem.example.com:8443/…part",
    "https://siem.example.com?token=secretpart, https://siem.example.com/…part",
    "https://siem.example.com/ab, https://siem.example.com/…/ab",
    "https://siem.example.com, https://siem.example.com"
  })
  void anAddressIsShownByItsHostAndEndAlone(String address, String shown) {
    assertThat(Webhook.shown(address)).isEqualTo(shown);
    assertThat(new Webhook(address, List.of())).hasToString(shown);
  }

  @Test
  void aMessageIsKnownByAnIdThatFollowsFromWhatItIsAbout() {
    UUID id = UUID.fromString("019715a2-5d3b-7c44-9d0e-6f1b2a3c4d5e");

    assertThat(Webhook.messageId(id)).isEqualTo("msg_019715a25d3b7c449d0e6f1b2a3c4d5e");
  }

  @Test
  void aMessageToAnAddressThatIsItselfTheSecretIsNotSigned() {
    Webhook slack = new Webhook("https://hooks.example.com/a", List.of());
    Webhook signed = new Webhook("https://example.com/a", List.of(SigningSecret.random()));

    assertThat(slack.headers("msg_1", "{}")).isEmpty();
    assertThat(signed.headers("msg_1", "{}"))
        .containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature");
  }

  @Test
  void aTestSaysWhatTheReceiverAnswered() {
    assertThat(new DeliveryResult.Delivered(204).ofTest())
        .isEqualTo("Test accepted: the receiver answered with HTTP status 204.");
    assertThat(new DeliveryResult.Delivered(null).ofTest()).isEqualTo("Test accepted.");
    assertThat(new DeliveryResult.Gone(410).ofTest())
        .isEqualTo("The test failed. The receiver is gone: it answered with HTTP status 410.");
  }
}
