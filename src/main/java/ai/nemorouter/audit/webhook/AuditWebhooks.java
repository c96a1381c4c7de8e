package ai.nemorouter.audit.webhook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditConfig;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.SigningSecret;
import ai.nemorouter.webhook.Webhook;
import ai.nemorouter.webhook.WebhookSender;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Says where an organization's audit log is sent. There is one such place.
@ApplicationScoped
public class AuditWebhooks {
  private final Database database;
  private final Session session;
  private final AuditWebhookRows rows;
  private final AuditLog audit;
  private final Secrets secrets;
  private final AuditConfig config;
  private final WebhookSender sender;

  AuditWebhooks(
      Database database,
      Session session,
      AuditWebhookRows rows,
      AuditLog audit,
      Secrets secrets,
      AuditConfig config,
      WebhookSender sender) {
    this.database = database;
    this.session = session;
    this.rows = rows;
    this.audit = audit;
    this.secrets = secrets;
    this.config = config;
    this.sender = sender;
  }

  @ForActor
  public Optional<AuditWebhook> find(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return session
        .createNativeQuery(
            "select " + AuditWebhook.COLUMNS + " from audit_webhooks w where org_id = :orgId",
            AuditWebhook.class)
        .setParameter("orgId", actor.orgId())
        .uniqueResultOptional();
  }

  /// For a form that changes it.
  @ForActor
  AuditWebhook findForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return find(actor).orElseThrow(AuditWebhookRows::none);
  }

  /// Why none can be added here, as a sentence; null where one can.
  @Nullable String obstacle(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return secrets.areAvailable() ? null : Secrets.REMEDY;
  }

  /// @param fromBeginning whether what is sealed already is sent as well
  /// @return the secret, which is shown once
  @ForActor
  public SigningSecret add(Actor actor, String wanted, boolean fromBeginning) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    String address = Webhook.addressOrThrow("address", wanted, config);
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("address", Secrets.REMEDY);
    }
    database.lockName("audit webhook " + actor.orgId());
    if (rows.of(actor.orgId()).isPresent()) {
      throw new InvalidInputException(
          "address", "There is a webhook already. Change or remove that one.");
    }
    long delivered = fromBeginning ? 0 : newestBlock(actor.orgId());
    AuditWebhookEntity webhook =
        new AuditWebhookEntity(
            actor.orgId(), address, delivered, actor.displayName(), database.now());
    SigningSecret secret = webhook.renewSecret(secrets, database.now());
    rows.persist(webhook);
    record(actor, "added", Changes.none().added("address", Webhook.shown(address)));
    return secret;
  }

  private long newestBlock(UUID orgId) {
    return session
        .createNativeQuery(
            "select coalesce(max(number), 0) from audit_blocks where org_id = :orgId", Long.class)
        .setParameter("orgId", orgId)
        .getSingleResult();
  }

  /// Lets it lead elsewhere, where it goes on with the next block.
  @ForActor
  public void change(Actor actor, String wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    String address = Webhook.addressOrThrow("address", wanted, config);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    String before = Webhook.shown(webhook.address());
    webhook.leadTo(address, database.now());
    record(actor, "changed", Changes.none().changed("address", before, Webhook.shown(address)));
  }

  /// Gives it another secret. Both sign for a day, so that the receiver can change over.
  @ForActor
  public SigningSecret rotateSecret(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    SigningSecret secret = webhook.renewSecret(secrets, database.now());
    record(actor, "secret_rotated", about(webhook));
    return secret;
  }

  /// Stops sending. Nothing is lost: what is sealed meanwhile is sent later.
  @ForActor
  public void pause(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    Changes changes = about(webhook).changed("paused", webhook.isPaused(), true);
    webhook.pause(actor.displayName() + " paused it.", database.now());
    record(actor, "paused", changes);
  }

  /// Sends again, from the block at which it stopped.
  @ForActor
  public void resume(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    Changes changes = about(webhook).changed("paused", webhook.isPaused(), false);
    webhook.resume(database.now());
    record(actor, "resumed", changes);
  }

  /// Sends again at once, and with the pauses of a first failure, to a receiver that fails.
  @ForActor
  public void retry(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    if (!webhook.canBeRetried(database.now())) {
      throw new InvalidInputException(
          "webhook", "Its receiver does not fail, or is being sent to now, or it is paused.");
    }
    webhook.beginAnew(database.now());
    record(actor, "retried", about(webhook));
  }

  @ForActor
  public void remove(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    rows.delete(webhook);
    record(actor, "removed", Changes.none().removed("address", Webhook.shown(webhook.address())));
  }

  /// Sends a test message, once, and waits for what becomes of it, outside any transaction.
  DeliveryResult test(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    Webhook webhook =
        database.inOrganization(
            actor.orgId(),
            () ->
                rows.of(actor.orgId())
                    .orElseThrow(AuditWebhookRows::none)
                    .webhook(secrets, database.now()));
    AuditMessage message = AuditMessage.test(actor.orgId());
    return sender.send(webhook, message.id(), message.body(), config);
  }

  private static Changes about(AuditWebhookEntity webhook) {
    return Changes.none().about("address", Webhook.shown(webhook.address()));
  }

  private void record(Actor actor, String verb, Changes changes) {
    audit.record(actor, "audit_webhook." + verb, "audit_webhook", changes);
  }
}
