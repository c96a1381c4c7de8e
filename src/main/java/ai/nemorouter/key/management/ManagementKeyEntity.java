package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A management key's row while it is read or changed. All times are the database's.
@Entity
@DynamicUpdate
@Table(name = "management_keys")
public class ManagementKeyEntity extends OfOrganization {
  @Id private UUID id;
  private String name;
  private byte[] secretHash;
  private String lastFour;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  private @Nullable Instant expiresAt;
  private @Nullable Instant revokedAt;
  private @Nullable Instant lastUsedAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private @Nullable List<String> permissions;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> allowedAddresses;

  private int secretNumber;

  @SuppressWarnings("UnusedVariable")
  private Instant secretCreatedAt;

  /// Read by the look-up of a secret alone.
  @SuppressWarnings("UnusedVariable")
  private byte @Nullable [] previousHash;

  private @Nullable String previousLastFour;
  private @Nullable Instant previousUntil;

  @Column(updatable = false)
  private @Nullable UUID formId;

  /// For Hibernate alone.
  protected ManagementKeyEntity() {}

  ManagementKeyEntity(Actor actor, NewManagementKey wanted, KeySecret secret, Instant now) {
    super(actor.orgId());
    this.id = Ids.next();
    this.name = wanted.name();
    this.secretHash = secret.sha256();
    this.lastFour = secret.lastFour();
    this.createdBy = actor.displayName();
    this.createdAt = now;
    this.expiresAt = wanted.expiresAt();
    this.permissions = wanted.permissions().stream().map(Enum::name).toList();
    this.allowedAddresses = wanted.addresses();
    this.secretNumber = 1;
    this.secretCreatedAt = now;
    this.formId = wanted.form();
  }

  ManagementKey toKey() {
    return new ManagementKey(
        orgId,
        id,
        name,
        lastFour,
        createdBy,
        createdAt,
        expiresAt,
        revokedAt,
        lastUsedAt,
        permissions == null ? null : List.copyOf(permissions),
        List.copyOf(allowedAddresses),
        secretNumber,
        previousLastFour,
        previousUntil);
  }

  void rotate(KeySecret secret, Duration grace, Instant now) {
    previousHash = secretHash;
    previousLastFour = lastFour;
    previousUntil = now.plus(grace);
    secretHash = secret.sha256();
    lastFour = secret.lastFour();
    secretNumber++;
    secretCreatedAt = now;
  }

  /// @return whether the secret before the newest one was still in its grace period
  boolean endPrevious(Instant now) {
    if (previousUntil == null || !previousUntil.isAfter(now)) {
      return false;
    }
    previousUntil = now;
    return true;
  }

  /// @return false if it was revoked before
  boolean revoke(Instant now) {
    if (revokedAt != null) {
      return false;
    }
    revokedAt = now;
    return true;
  }
}
