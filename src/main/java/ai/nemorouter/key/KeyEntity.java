package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.key.identity.RotatingKeyEntity;
import ai.nemorouter.platform.database.Ids;
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

/// A key's row while it is read or changed. All times are the database's. Only what was changed is
/// written: triggers look at which columns an update names.
@Entity
@DynamicUpdate
@Table(name = "keys")
public class KeyEntity extends RotatingKeyEntity {
  @Id private UUID id;

  @Column(updatable = false)
  private UUID teamId;

  private @Nullable UUID ownerId;
  private String name;
  private String description;

  @Column(updatable = false)
  private String createdBy;

  private Instant createdAt;

  private Instant updatedAt;
  private @Nullable Instant expiresAt;
  private @Nullable Instant disabledAt;
  private @Nullable Instant lastUsedAt;
  private @Nullable Instant secretUsedAt;
  private @Nullable Instant previousUsedAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> allowedModels;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> allowedEndpoints;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private List<String> allowedAddresses;

  @Column(updatable = false)
  private @Nullable UUID formId;

  private @Nullable String formerOwner;

  /// For Hibernate alone.
  protected KeyEntity() {}

  KeyEntity(Actor actor, NewKey wanted, KeySecret secret, Instant now) {
    super(actor.orgId(), secret, now);
    this.id = Ids.next();
    this.teamId = wanted.teamId();
    this.ownerId = wanted.ownerId();
    this.name = wanted.name();
    this.description = wanted.description();
    this.createdBy = actor.displayName();
    this.createdAt = now;
    this.updatedAt = now;
    this.expiresAt = wanted.expiresAt();
    this.allowedModels = wanted.policy().models().entries();
    this.allowedEndpoints = wanted.policy().endpoints();
    this.allowedAddresses = wanted.policy().addresses();
    this.formId = wanted.form();
  }

  UUID id() {
    return id;
  }

  UUID teamId() {
    return teamId;
  }

  @Nullable String formerOwner() {
    return formerOwner;
  }

  public Key toKey() {
    return new Key(
        orgId,
        id,
        teamId,
        ownerId,
        name,
        description,
        lastFour,
        createdBy,
        createdAt,
        updatedAt,
        expiresAt,
        disabledAt,
        revokedAt,
        lastUsedAt,
        secretNumber,
        secretCreatedAt,
        secretUsedAt,
        previousLastFour,
        previousUntil,
        previousUsedAt,
        List.copyOf(allowedModels),
        List.copyOf(allowedEndpoints),
        List.copyOf(allowedAddresses));
  }

  void change(KeySettings settings, Instant now) {
    name = settings.name();
    description = settings.description();
    expiresAt = settings.expiresAt();
    if (settings.disabled() != (disabledAt != null)) {
      disabledAt = settings.disabled() ? now : null;
    }
    allowedModels = settings.policy().models().entries();
    allowedEndpoints = settings.policy().endpoints();
    allowedAddresses = settings.policy().addresses();
    updatedAt = now;
  }

  @Override
  public void rotate(KeySecret secret, Duration grace, Instant now) {
    previousUsedAt = secretUsedAt;
    secretUsedAt = null;
    super.rotate(secret, grace, now);
  }

  @Override
  protected void changed(Instant now) {
    updatedAt = now;
  }
}
