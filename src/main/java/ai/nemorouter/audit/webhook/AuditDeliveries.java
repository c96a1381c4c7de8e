package ai.nemorouter.audit.webhook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditConfig;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.audit.chain.AuditChains;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.Outbox;
import ai.nemorouter.webhook.Outbox.Sending;
import ai.nemorouter.webhook.OutboxRunner;
import ai.nemorouter.webhook.Webhook;
import ai.nemorouter.webhook.WebhookSender;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Delivers sealed blocks in their order: the next only after the one before was taken. Pauses a
/// receiver that is gone, or takes nothing for days.
@ApplicationScoped
class AuditDeliveries {
  /// There is a block that it does not have.
  private static final String WAITING =
      """
      o.paused_at is null and exists (
        select from audit_blocks b where b.org_id = o.org_id and b.number = o.delivered_block + 1)
      """;

  private final Database database;
  private final OutboxRunner runner;
  private final AuditChains chains;
  private final WebhookSender sender;
  private final Secrets secrets;
  private final AuditLog audit;
  private final AuditConfig config;

  AuditDeliveries(
      Database database,
      OutboxRunner runner,
      AuditChains chains,
      WebhookSender sender,
      Secrets secrets,
      AuditLog audit,
      AuditConfig config) {
    this.database = database;
    this.runner = runner;
    this.chains = chains;
    this.sender = sender;
    this.secrets = secrets;
    this.audit = audit;
    this.config = config;
  }

  @Scheduled(
      every = "${nemorouter.audit.deliver-every:5s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  void deliver() {
    Outbox<AuditWebhookEntity> outbox =
        new Outbox<>(
            AuditWebhookEntity.class, WAITING, config.deliveryTimeout(), this::prepare, this::book);
    boolean more = true;
    while (more) { // A receiver that took a block gets the next one.
      more = runner.deliver(outbox);
    }
  }

  private Optional<Sending> prepare(AuditWebhookEntity row) {
    if (row.isPaused()) {
      return Optional.empty();
    }
    Webhook webhook = row.webhook(secrets, database.now());
    UUID orgId = row.orgId();
    long block = row.deliveredBlock() + 1;
    return Optional.of(() -> send(webhook, orgId, block));
  }

  private DeliveryResult send(Webhook webhook, UUID orgId, long block) {
    AuditChains.Content content = chains.content(orgId, block).orElseThrow();
    if (content.block().expiredAt() != null) {
      return new DeliveryResult.Delivered(null);
    }
    AuditMessage message = AuditMessage.of(content);
    return sender.send(webhook, message.id(), message.body(), config);
  }

  private void book(AuditWebhookEntity row, DeliveryResult result) {
    Instant now = database.now();
    row.book(result, now);
    if (result.isDelivered() || row.isPaused()) {
      return;
    }
    if (result instanceof DeliveryResult.Gone) {
      pause(row, "The receiver says that it is gone: HTTP status 410.");
    } else if (row.isFailingSince(now.minus(config.pauseAfter()))) {
      pause(row, "The receiver took nothing for %d days.".formatted(config.pauseAfter().toDays()));
    }
  }

  private void pause(AuditWebhookEntity row, String reason) {
    row.pause(reason, database.now());
    audit.record(
        new Actor.Setup(row.orgId()),
        "audit_webhook.paused",
        "audit_webhook",
        Changes.none().changed("paused", false, true).added("reason", reason));
  }
}
