package ai.nemorouter.key.operator;

import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.database.Ids;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// An operator key's row while it is read or changed. All times are the database's.
@Entity
@DynamicUpdate
@Table(name = "operator_keys")
class OperatorKeyEntity {
  @Id private UUID id;

  @Column(updatable = false)
  private String name;

  @Column(updatable = false)
  private byte[] secretHash;

  @Column(updatable = false)
  private String lastFour;

  @Column(updatable = false)
  private boolean readOnly;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(updatable = false)
  private List<String> allowedAddresses;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  @Column(updatable = false)
  private @Nullable Instant expiresAt;

  private @Nullable Instant revokedAt;
  private @Nullable Instant lastUsedAt;

  @Column(updatable = false)
  private @Nullable UUID formId;

  /// For Hibernate alone.
  protected OperatorKeyEntity() {}

  OperatorKeyEntity(NewOperatorKey wanted, KeySecret secret, String createdBy, Instant now) {
    this.id = Ids.next();
    this.name = wanted.name();
    this.secretHash = secret.sha256();
    this.lastFour = secret.lastFour();
    this.readOnly = wanted.readOnly();
    this.allowedAddresses = wanted.addresses();
    this.createdBy = createdBy;
    this.createdAt = now;
    this.expiresAt = wanted.expiresAt();
    this.formId = wanted.form();
  }

  OperatorKey toKey() {
    return new OperatorKey(
        id,
        name,
        lastFour,
        readOnly,
        List.copyOf(allowedAddresses),
        createdBy,
        createdAt,
        expiresAt,
        revokedAt,
        lastUsedAt);
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
