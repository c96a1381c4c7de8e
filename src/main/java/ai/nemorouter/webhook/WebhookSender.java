package ai.nemorouter.webhook;

import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundHttp.Outcome;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import jakarta.enterprise.context.ApplicationScoped;

/// Sends one message to a webhook, once.
@ApplicationScoped
public class WebhookSender {
  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  private final OutboundHttp http;

  WebhookSender(OutboundHttp http) {
    this.http = http;
  }

  /// Outside any transaction: it waits for the answer.
  ///
  /// @param body JSON
  public DeliveryResult send(Webhook to, String messageId, String body, WebhookConfig config) {
    Outcome outcome =
        http.post(
            to.address(),
            Reach.of(config.allowPrivateTargets()),
            to.headers(messageId, body),
            body,
            config.deliveryTimeout());
    return switch (outcome) {
      case Outcome.Answered(int status, String _) -> result(status);
      case Outcome.Refused(String reason) -> new DeliveryResult.NotDelivered(null, reason);
      case Outcome.Failed(String reason) -> new DeliveryResult.NotDelivered(null, reason);
    };
  }

  private static DeliveryResult result(int status) {
    if (status >= SUCCESS && status < REDIRECT) {
      return new DeliveryResult.Delivered(status);
    }
    return status == GONE
        ? new DeliveryResult.Gone(status)
        : new DeliveryResult.NotDelivered(
            status, "The receiver answered with HTTP status " + status + ".");
  }
}
