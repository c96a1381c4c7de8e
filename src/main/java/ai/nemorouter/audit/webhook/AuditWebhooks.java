package ai.nemorouter.audit.webhook;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.ForActor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.audit.AuditConfig;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.audit.AuditQueries;
import ai.nemorouter.audit.Changes;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.outbound.OutboundTarget.Reach;
import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.platform.secret.SigningSecret;
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
  private final AuditQueries queries;
  private final AuditLog audit;
  private final Secrets secrets;
  private final AuditConfig config;
  private final AuditSender sender;

  AuditWebhooks(
      Database database,
      Session session,
      AuditWebhookRows rows,
      AuditQueries queries,
      AuditLog audit,
      Secrets secrets,
      AuditConfig config,
      AuditSender sender) {
    this.database = database;
    this.session = session;
    this.rows = rows;
    this.queries = queries;
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
    String address = AuditWebhook.checked(wanted, Reach.of(config.allowPrivateTargets()));
    requireSecrets();
    SigningSecret secret = SigningSecret.random();
    UUID id = Ids.next();
    int added =
        queries.insertWebhook(
            actor.orgId(),
            id,
            address,
            secrets.seal(secret.text(), secretPlace(actor.orgId(), id)),
            fromBeginning ? 0 : newestBlock(actor.orgId()),
            actor.displayName());
    if (added == 0) {
      throw new InvalidInputException(
          "address", "There is a webhook already. Change or remove that one.");
    }
    record(actor, "added", Changes.none().added("address", AuditWebhook.audited(address)));
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
    String address = AuditWebhook.checked(wanted, Reach.of(config.allowPrivateTargets()));
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    String before = AuditWebhook.audited(webhook.address());
    webhook.leadTo(address, database.now());
    record(
        actor, "changed", Changes.none().changed("address", before, AuditWebhook.audited(address)));
  }

  /// Gives it another secret. Both sign for a day, so that the receiver can change over.
  @ForActor
  public SigningSecret rotateSecret(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    requireSecrets();
    SigningSecret secret = SigningSecret.random();
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    webhook.rotate(
        secrets.seal(secret.text(), secretPlace(actor.orgId(), webhook.id())), database.now());
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

  @ForActor
  public void remove(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditWebhookEntity webhook = rows.lockOrThrow(actor.orgId());
    rows.delete(webhook);
    record(
        actor,
        "removed",
        Changes.none().removed("address", AuditWebhook.audited(webhook.address())));
  }

  /// Sends a test message, once, and waits for what becomes of it, outside any transaction.
  ///
  /// @return what went wrong, as a sentence; null where nothing did
  @Nullable String test(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditSender.Destination destination =
        sender.destination(actor.orgId()).orElseThrow(AuditWebhookRows::none);
    return sender.test(destination, actor.orgId()).error();
  }

  static String secretPlace(UUID orgId, UUID id) {
    return "audit_webhooks.secret|" + orgId + "|" + id;
  }

  private static Changes about(AuditWebhookEntity webhook) {
    return Changes.none().about("address", AuditWebhook.audited(webhook.address()));
  }

  private void requireSecrets() {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("address", Secrets.REMEDY);
    }
  }

  private void record(Actor actor, String verb, Changes changes) {
    audit.record(actor, "audit_webhook." + verb, "audit_webhook", changes);
  }
}
