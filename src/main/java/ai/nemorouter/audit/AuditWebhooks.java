package ai.nemorouter.audit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.OutboundTarget.Reach;
import ai.nemorouter.platform.Secrets;
import ai.nemorouter.platform.SigningSecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Says where an organization's audit log is sent. There is one such place.
@ApplicationScoped
public class AuditWebhooks {
  private final Database database;
  private final AuditLog audit;
  private final Secrets secrets;
  private final AuditConfig config;
  private final AuditSender sender;

  AuditWebhooks(
      Database database, AuditLog audit, Secrets secrets, AuditConfig config, AuditSender sender) {
    this.database = database;
    this.audit = audit;
    this.secrets = secrets;
    this.config = config;
    this.sender = sender;
  }

  public Optional<AuditWebhook> find(Actor actor) {
    actor.authorizeOrThrow(Permission.VIEW_AUDIT_LOG);
    return database.of(actor.orgId()).read(handle -> find(handle, actor.orgId()));
  }

  /// For a form that changes it.
  AuditWebhook findForChange(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return find(actor).orElseThrow(AuditWebhooks::missing);
  }

  /// Why none can be added here, as a sentence; null where one can.
  @Nullable String obstacle(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    return secrets.areAvailable() ? null : Secrets.REMEDY;
  }

  /// @param fromBeginning whether what is sealed already is sent as well
  /// @return the secret, which is shown once
  public SigningSecret add(Actor actor, String wanted, boolean fromBeginning) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    String address = AuditWebhook.checked(wanted, Reach.of(config.allowPrivateTargets()));
    requireSecrets();
    SigningSecret secret = SigningSecret.random();
    UUID id = Ids.next();
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          int added =
              handle
                  .createUpdate(
                      """
                      insert into audit_webhooks (org_id, id, address, secret, delivered_block, created_by)
                      select :orgId, :id, :address, :secret,
                        case when :fromBeginning then 0 else coalesce(max(number), 0) end, :createdBy
                      from audit_blocks where org_id = :orgId
                      on conflict (org_id) do nothing
                      """)
                  .bind("orgId", actor.orgId())
                  .bind("id", id)
                  .bind("address", address)
                  .bind("secret", secrets.seal(secret.text(), secretPlace(actor.orgId(), id)))
                  .bind("fromBeginning", fromBeginning)
                  .bind("createdBy", actor.displayName())
                  .execute();
          if (added == 0) {
            throw new InvalidInputException(
                "address", "There is a webhook already. Change or remove that one.");
          }
          record(
              handle,
              actor,
              "added",
              Changes.none().added("address", AuditWebhook.audited(address)));
        });
    return secret;
  }

  /// Lets it lead elsewhere, where it goes on with the next block.
  public void change(Actor actor, String wanted) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    String address = AuditWebhook.checked(wanted, Reach.of(config.allowPrivateTargets()));
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AuditWebhook before = lockOrThrow(handle, actor.orgId());
          handle.execute(
              """
              update audit_webhooks set address = ?, attempts = 0, next_at = now(), failing_since = null, last_error = null
              where org_id = ?
              """,
              address,
              actor.orgId());
          record(
              handle,
              actor,
              "changed",
              Changes.none()
                  .changed(
                      "address",
                      AuditWebhook.audited(before.address()),
                      AuditWebhook.audited(address)));
        });
  }

  /// Gives it another secret. Both sign for a day, so that the receiver can change over.
  public SigningSecret rotateSecret(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    requireSecrets();
    SigningSecret secret = SigningSecret.random();
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AuditWebhook webhook = lockOrThrow(handle, actor.orgId());
          handle.execute(
              """
              update audit_webhooks set previous_secret = secret, previous_until = now() + interval '1 day', secret = ?
              where org_id = ?
              """,
              secrets.seal(secret.text(), secretPlace(actor.orgId(), webhook.id())),
              actor.orgId());
          record(handle, actor, "secret_rotated", about(webhook));
        });
    return secret;
  }

  /// Stops sending. Nothing is lost: what is sealed meanwhile is sent later.
  public void pause(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AuditWebhook webhook = lockOrThrow(handle, actor.orgId());
          handle.execute(
              "update audit_webhooks set paused_at = now(), paused_because = ? where org_id = ?",
              actor.displayName() + " paused it.",
              actor.orgId());
          record(
              handle, actor, "paused", about(webhook).changed("paused", webhook.isPaused(), true));
        });
  }

  /// Sends again, from the block at which it stopped.
  public void resume(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AuditWebhook webhook = lockOrThrow(handle, actor.orgId());
          handle.execute(
              """
              update audit_webhooks set paused_at = null, paused_because = null, attempts = 0, next_at = now(),
                failing_since = null where org_id = ?
              """,
              actor.orgId());
          record(
              handle,
              actor,
              "resumed",
              about(webhook).changed("paused", webhook.isPaused(), false));
        });
  }

  public void remove(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    database
        .of(actor.orgId())
        .useTransaction(handle -> {
          AuditWebhook webhook = lockOrThrow(handle, actor.orgId());
          handle.execute("delete from audit_webhooks where org_id = ?", actor.orgId());
          record(
              handle,
              actor,
              "removed",
              Changes.none().removed("address", AuditWebhook.audited(webhook.address())));
        });
  }

  /// Sends a test message, once, and waits for what becomes of it.
  ///
  /// @return what went wrong, as a sentence; null where nothing did
  @Nullable String test(Actor actor) {
    actor.authorizeOrThrow(Permission.CHANGE_AUDIT_LOG);
    AuditSender.Destination destination =
        database
            .of(actor.orgId())
            .read(handle -> sender.destination(handle, actor.orgId()))
            .orElseThrow(AuditWebhooks::missing);
    return sender.test(destination, actor.orgId()).error();
  }

  static String secretPlace(UUID orgId, UUID id) {
    return "audit_webhooks.secret|" + orgId + "|" + id;
  }

  static Optional<AuditWebhook> find(Handle handle, UUID orgId) {
    return handle
        .createQuery(
            "select " + AuditWebhook.COLUMNS + " from audit_webhooks w where org_id = :orgId")
        .bind("orgId", orgId)
        .map(ConstructorMapper.of(AuditWebhook.class))
        .findOne();
  }

  private static AuditWebhook lockOrThrow(Handle handle, UUID orgId) {
    handle.execute("select from audit_webhooks where org_id = ? for update", orgId);
    return find(handle, orgId).orElseThrow(AuditWebhooks::missing);
  }

  private static Changes about(AuditWebhook webhook) {
    return Changes.none().about("address", AuditWebhook.audited(webhook.address()));
  }

  private static NotFoundException missing() {
    return new NotFoundException("webhook");
  }

  private void requireSecrets() {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("address", Secrets.REMEDY);
    }
  }

  private void record(Handle handle, Actor actor, String verb, Changes changes) {
    audit.record(handle, actor, "audit_webhook." + verb, "audit_webhook", changes);
  }
}
