package ai.nemorouter.audit.webhook;

import ai.nemorouter.platform.secret.Secrets;
import ai.nemorouter.webhook.DeliveryResult;
import ai.nemorouter.webhook.OutboxRow;
import ai.nemorouter.webhook.RotatingSecret;
import ai.nemorouter.webhook.SigningSecret;
import ai.nemorouter.webhook.Webhook;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of the place that a log is sent to, block by block.
@Entity
@DynamicUpdate
@Table(name = "audit_webhooks")
class AuditWebhookEntity extends OutboxRow {
  /// The pauses after failures in a row; the last one again and again.
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1));

  private String address;
  @Embedded private RotatingSecret signing;
  private long deliveredBlock;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant deliveredAt;

  private @Nullable Instant failingSince;
  private @Nullable Instant pausedAt;

  @SuppressWarnings("UnusedVariable")
  private @Nullable String pausedBecause;

  @SuppressWarnings("UnusedVariable")
  @Column(updatable = false)
  private String createdBy;

  /// For Hibernate alone.
  protected AuditWebhookEntity() {}

  /// Without its secret.
  ///
  /// @param deliveredBlock the last block that is not sent to it
  AuditWebhookEntity(
      UUID orgId, String address, long deliveredBlock, String createdBy, Instant now) {
    super(orgId, now);
    this.address = address;
    this.signing = new RotatingSecret();
    this.deliveredBlock = deliveredBlock;
    this.createdBy = createdBy;
  }

  String address() {
    return address;
  }

  long deliveredBlock() {
    return deliveredBlock;
  }

  boolean isPaused() {
    return pausedAt != null;
  }

  boolean isFailingSince(Instant time) {
    return failingSince != null && failingSince.isBefore(time);
  }

  /// Whether its receiver failed, and no node is sending to it.
  boolean canBeRetried(Instant now) {
    return failingSince != null && pausedAt == null && !isUnderWay(now);
  }

  void leadTo(String address, Instant now) {
    this.address = address;
    failingSince = null;
    lastError = null;
    beginAnew(now);
  }

  SigningSecret renewSecret(Secrets secrets, Instant now) {
    return signing.renew(secrets, secretPlace(), now);
  }

  /// @throws IllegalStateException if its secrets cannot be read
  Webhook webhook(Secrets secrets, Instant now) {
    return new Webhook(address, signing.signing(secrets, secretPlace(), now));
  }

  void pause(String because, Instant now) {
    pausedAt = now;
    pausedBecause = because;
  }

  void resume(Instant now) {
    pausedAt = null;
    pausedBecause = null;
    failingSince = null;
    beginAnew(now);
  }

  /// What became of sending the next block.
  void book(DeliveryResult result, Instant now) {
    book(result, PAUSES, now);
    if (result.isDelivered()) {
      deliveredBlock++;
      deliveredAt = now;
      failingSince = null;
      beginAnew(now);
    } else if (failingSince == null) {
      failingSince = now;
    }
  }

  /// What the ciphertext of its secrets is bound to.
  private String secretPlace() {
    return "audit_webhooks.secret|" + orgId + "|" + id();
  }
}
