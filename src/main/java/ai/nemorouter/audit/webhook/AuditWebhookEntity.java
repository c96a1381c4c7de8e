package ai.nemorouter.audit.webhook;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of the place that a log is sent to, while it is being changed or sent to.
@Entity
@DynamicUpdate
@Table(name = "audit_webhooks")
class AuditWebhookEntity extends OfOrganization {
  private static final Duration BOTH_SIGN = Duration.ofDays(1);

  @Id UUID id;
  String address;
  String secret;
  @Nullable String previousSecret;
  @Nullable Instant previousUntil;
  long deliveredBlock;
  @Nullable Instant deliveredAt;
  int attempts;
  Instant nextAt;
  @Nullable Instant leasedUntil;
  @Nullable Instant failingSince;
  @Nullable Integer lastStatus;
  @Nullable String lastError;
  @Nullable Instant pausedAt;
  @Nullable String pausedBecause;

  @Column(updatable = false)
  private String createdBy;

  UUID id() {
    return id;
  }

  String address() {
    return address;
  }

  /// Encrypted.
  String secret() {
    return secret;
  }

  /// Encrypted; null where none signs besides.
  @Nullable String previousSecret(Instant now) {
    return previousUntil != null && previousUntil.isAfter(now) ? previousSecret : null;
  }

  long deliveredBlock() {
    return deliveredBlock;
  }

  int attempts() {
    return attempts;
  }

  boolean isPaused() {
    return pausedAt != null;
  }

  boolean isFailingSince(Instant time) {
    return failingSince != null && failingSince.isBefore(time);
  }

  void leadTo(String address, Instant now) {
    this.address = address;
    beginAnew(now);
    lastError = null;
  }

  private void beginAnew(Instant now) {
    attempts = 0;
    nextAt = now;
    failingSince = null;
  }

  /// Both secrets sign for a day.
  void rotate(String secret, Instant now) {
    previousSecret = this.secret;
    previousUntil = now.plus(BOTH_SIGN);
    this.secret = secret;
  }

  void pause(String because, Instant now) {
    pausedAt = now;
    pausedBecause = because;
  }

  void resume(Instant now) {
    pausedAt = null;
    pausedBecause = null;
    beginAnew(now);
  }

  void delivered(long block, @Nullable Integer status, Instant now) {
    deliveredBlock = block;
    deliveredAt = now;
    attempts = 0;
    failingSince = null;
    lastStatus = status;
    lastError = null;
  }

  void failed(@Nullable Integer status, @Nullable String error, Instant now) {
    attempts++;
    failingSince = failingSince == null ? now : failingSince;
    lastStatus = status;
    lastError = error;
  }

  void tryAgainAt(Instant time) {
    nextAt = time;
    leasedUntil = null;
  }
}
