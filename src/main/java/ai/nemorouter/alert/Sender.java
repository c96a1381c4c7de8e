package ai.nemorouter.alert;

import ai.nemorouter.alert.Sent.Delivered;
import ai.nemorouter.alert.Sent.Gone;
import ai.nemorouter.alert.Sent.NotDelivered;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.OutboundHttp;
import ai.nemorouter.platform.OutboundTarget.Reach;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sends one message over one channel, once.
@ApplicationScoped
class Sender {
  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  private final OutboundHttp http;
  private final Mails mails;
  private final AlertsConfig config;

  Sender(OutboundHttp http, Mails mails, AlertsConfig config) {
    this.http = http;
    this.mails = mails;
    this.config = config;
  }

  /// How far addresses of webhooks may lead.
  Reach reach() {
    return config.allowPrivateTargets() ? Reach.ANYWHERE : Reach.PUBLIC;
  }

  /// Where people reach the console.
  Optional<URI> console() {
    return config.consoleUrl();
  }

  Sent send(Destination destination, Message message) {
    return switch (destination) {
      case Destination.Email email -> mails.send(email.recipients(), message);
      case Destination.Slack slack -> post(slack.url(), Map.of(), Json.write(message.slack()));
      case Destination.Webhook webhook -> {
        String body = Json.write(message.event());
        yield post(webhook.url(), signature(webhook, message.id(), body), body);
      }
    };
  }

  private static Map<String, String> signature(
      Destination.Webhook webhook, String messageId, String body) {
    long seconds = Instant.now().getEpochSecond();
    String signatures =
        webhook.secrets().stream()
            .map(secret -> secret.sign(messageId, seconds, body))
            .collect(Collectors.joining(" "));
    return Map.of(
        "webhook-id", messageId,
        "webhook-timestamp", Long.toString(seconds),
        "webhook-signature", signatures);
  }

  private Sent post(String url, Map<String, String> headers, String body) {
    return switch (http.post(url, reach(), headers, body, config.deliveryTimeout())) {
      case OutboundHttp.Outcome.Answered answered -> outcome(answered);
      case OutboundHttp.Outcome.Refused refused -> new NotDelivered(null, refused.reason());
      case OutboundHttp.Outcome.Failed failed -> new NotDelivered(null, failed.reason());
    };
  }

  private static Sent outcome(OutboundHttp.Outcome.Answered answered) {
    int status = answered.status();
    if (status >= SUCCESS && status < REDIRECT) {
      return new Delivered(status);
    }
    return status == GONE
        ? new Gone(status)
        : new NotDelivered(status, "The receiver answered with HTTP status " + status + ".");
  }
}
