package ai.nemorouter.key.management;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.identity.RotatingKeyEntity;
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

/// A management key's row while it is read or changed. All times are the database's.
@Entity
@DynamicUpdate
@Table(name = "management_keys")
public class ManagementKeyEntity extends RotatingKeyEntity {
  @Id private UUID id;
  private String name;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  private @Nullable Instant expiresAt;
  private @Nullable Instant lastUsedAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private @Nullable List<String> permissions;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> allowedAddresses;

  @Column(updatable = false)
  private @Nullable UUID formId;

  /// For Hibernate alone.
  protected ManagementKeyEntity() {}

  ManagementKeyEntity(Actor actor, NewManagementKey wanted, KeySecret secret, Instant now) {
    super(actor.orgId(), secret, now);
    this.id = Ids.next();
    this.name = wanted.name();
    this.createdBy = actor.displayName();
    this.createdAt = now;
    this.expiresAt = wanted.expiresAt();
    this.permissions = wanted.permissions().stream().map(Enum::name).toList();
    this.allowedAddresses = wanted.addresses();
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
}
