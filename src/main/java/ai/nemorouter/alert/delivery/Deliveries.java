package ai.nemorouter.alert.delivery;

import ai.nemorouter.access.Actor;
import ai.nemorouter.alert.AlertRows;
import ai.nemorouter.alert.AlertsConfig;
import ai.nemorouter.alert.channel.ChannelEntity;
import ai.nemorouter.alert.channel.ChannelRows;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.Outbox;
import ai.nemorouter.webhook.Outbox.Sending;
import ai.nemorouter.webhook.OutboxRunner;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/// Delivers alerts: says what is sent over which channel, and what becomes of a channel whose
/// receiver is gone.
@ApplicationScoped
public class Deliveries {
  private final Database database;
  private final OutboxRunner runner;
  private final DeliveryRows rows;
  private final ChannelRows channels;
  private final AlertRows alerts;
  private final AlertSender sender;
  private final AuditLog audit;
  private final AlertsConfig config;

  Deliveries(
      Database database,
      OutboxRunner runner,
      DeliveryRows rows,
      ChannelRows channels,
      AlertRows alerts,
      AlertSender sender,
      AuditLog audit,
      AlertsConfig config) {
    this.database = database;
    this.runner = runner;
    this.rows = rows;
    this.channels = channels;
    this.alerts = alerts;
    this.sender = sender;
    this.audit = audit;
    this.config = config;
  }

  @Scheduled(
      every = "${nemorouter.alerts.deliver-every:3s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  public void deliver() {
    runner.deliver(
        new Outbox<>(
            DeliveryEntity.class,
            "o.state = 'waiting'",
            config.deliveryTimeout(),
            this::prepare,
            this::book));
  }

  private Optional<Sending> prepare(DeliveryEntity delivery) {
    UUID orgId = delivery.orgId();
    Optional<ChannelEntity> channel = channels.findLive(orgId, delivery.channelId());
    if (channel.isEmpty()) {
      dropWaiting(delivery, "The channel takes nothing any more.");
    }
    return channel.map(
        live -> sender.alert(live, alerts.getOrThrow(orgId, delivery.alertId()), delivery.id()));
  }

  private void book(DeliveryEntity delivery, DeliveryResult result) {
    delivery.book(result, database.now());
    if (result instanceof DeliveryResult.Gone) {
      close(delivery);
    }
  }

  private void close(DeliveryEntity delivery) {
    channels
        .find(delivery.orgId(), delivery.channelId())
        .ifPresent(channel -> channel.close(database.now()));
    dropWaiting(delivery, "The receiver is gone.");
    audit.record(
        new Actor.Setup(delivery.orgId()),
        "alert_channel.gone",
        "alert_channel " + delivery.channelId(),
        Changes.none().changed("live", true, false).about("status", 410));
  }

  private void dropWaiting(DeliveryEntity delivery, String reason) {
    rows.dropWaiting(delivery.orgId(), delivery.channelId(), reason, database.now());
  }
}
