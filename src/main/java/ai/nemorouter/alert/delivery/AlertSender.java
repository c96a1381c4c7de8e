package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.AlertsConfig;
import ai.nemorouter.alert.delivery.DeliveryResult.Delivered;
import ai.nemorouter.alert.delivery.DeliveryResult.Gone;
import ai.nemorouter.alert.delivery.DeliveryResult.NotDelivered;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.http.ConsoleConfig;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.outbound.OutboundHttp;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.platform.secret.SigningSecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Sends one message over one channel, once.
@ApplicationScoped
public class AlertSender {
  private static final Logger LOG = Logger.getLogger(AlertSender.class);
  private static final int SUCCESS = 200;
  private static final int REDIRECT = 300;
  private static final int GONE = 410;

  private final OutboundHttp http;
  private final Mails mails;
  private final AlertsConfig config;
  private final ConsoleConfig console;

  AlertSender(OutboundHttp http, Mails mails, AlertsConfig config, ConsoleConfig console) {
    this.http = http;
    this.mails = mails;
    this.config = config;
    this.console = console;
  }

  /// How far addresses of webhooks may lead.
  public Reach reach() {
    return config.allowPrivateTargets() ? Reach.ANYWHERE : Reach.PUBLIC;
  }

  /// Where people reach the console.
  public Optional<URI> console() {
    return console.url();
  }

  public DeliveryResult send(Destination destination, AlertMessage message) {
    return switch (destination) {
      case Destination.Email email -> mail(email.recipients(), message);
      case Destination.Slack slack -> post(slack.url(), Map.of(), Json.write(message.slack()));
      case Destination.Webhook webhook -> {
        String body = Json.write(message.event());
        yield post(
            webhook.url(), SigningSecret.headers(webhook.secrets(), message.id(), body), body);
      }
    };
  }

  private DeliveryResult mail(List<String> recipients, AlertMessage message) {
    if (!mails.areAvailable()) {
      return new NotDelivered(null, Mails.REMEDY);
    }
    try {
      mails.send(new Mails.Letter(recipients, message.subject(), message.mail(), message.id()));
      return new Delivered(null);
    } catch (Mails.NotSentException e) {
      LOG.debugf(e, "Mail not accepted message=%s", message.id());
      return new NotDelivered(null, e.reason());
    }
  }

  private DeliveryResult post(String url, Map<String, String> headers, String body) {
    return switch (http.post(url, reach(), headers, body, config.deliveryTimeout())) {
      case OutboundHttp.Outcome.Answered answered -> outcome(answered);
      case OutboundHttp.Outcome.Refused refused -> new NotDelivered(null, refused.reason());
      case OutboundHttp.Outcome.Failed failed -> new NotDelivered(null, failed.reason());
    };
  }

  private static DeliveryResult outcome(OutboundHttp.Outcome.Answered answered) {
    int status = answered.status();
    if (status >= SUCCESS && status < REDIRECT) {
      return new Delivered(status);
    }
    return status == GONE
        ? new Gone(status)
        : new NotDelivered(status, "The receiver answered with HTTP status " + status + ".");
  }
}
