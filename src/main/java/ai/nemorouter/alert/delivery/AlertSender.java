package ai.nemorouter.alert.delivery;

import ai.nemorouter.alert.Alert;
import ai.nemorouter.alert.AlertsConfig;
import ai.nemorouter.alert.channel.ChannelEntity;
import ai.nemorouter.organization.Organization;
import ai.nemorouter.organization.Organizations;
import ai.nemorouter.platform.Mails;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.http.ConsoleConfig;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.DeliveryResult.Delivered;
import ai.nemorouter.webhook.DeliveryResult.NotDelivered;
import ai.nemorouter.webhook.Outbox.Sending;
import ai.nemorouter.webhook.Webhook;
import ai.nemorouter.webhook.WebhookSender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Sends one message over one channel, once.
@ApplicationScoped
public class AlertSender {
  private static final Logger LOG = Logger.getLogger(AlertSender.class);

  private final Database database;
  private final WebhookSender webhooks;
  private final Mails mails;
  private final Secrets secrets;
  private final Organizations organizations;
  private final AlertsConfig config;
  private final ConsoleConfig console;

  AlertSender(
      Database database,
      WebhookSender webhooks,
      Mails mails,
      Secrets secrets,
      Organizations organizations,
      AlertsConfig config,
      ConsoleConfig console) {
    this.database = database;
    this.webhooks = webhooks;
    this.mails = mails;
    this.secrets = secrets;
    this.organizations = organizations;
    this.config = config;
    this.console = console;
  }

  /// Makes an alert ready, in the channel's transaction, so that it can be sent after it.
  ///
  /// @throws IllegalStateException if the channel's secrets cannot be read
  Sending alert(ChannelEntity channel, Alert alert, UUID deliveryId) {
    Organization organization = organizations.getOrThrow(channel.orgId());
    return prepare(channel, AlertMessage.of(alert, deliveryId, organization, console.url()));
  }

  /// The same with a test message.
  public Sending test(ChannelEntity channel) {
    Organization organization = organizations.getOrThrow(channel.orgId());
    return prepare(
        channel, AlertMessage.test(Ids.next(), organization, console.url(), database.now()));
  }

  private Sending prepare(ChannelEntity channel, AlertMessage message) {
    return switch (channel.kind()) {
      case EMAIL -> {
        List<String> recipients = channel.channel().recipients();
        yield () -> mail(recipients, message);
      }
      case SLACK -> post(channel, message, message.slack());
      case WEBHOOK -> post(channel, message, message.event());
    };
  }

  private Sending post(ChannelEntity channel, AlertMessage message, ObjectNode body) {
    Webhook webhook = channel.webhook(secrets, database.now());
    return () -> webhooks.send(webhook, message.id(), Json.write(body), config);
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
}
