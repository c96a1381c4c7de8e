package ai.nemorouter.migration.keys;

import ai.nemorouter.access.Actor;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// An import's row while it is written or changed. All times are the database's.
@Entity
@DynamicUpdate
@Table(name = "imports")
class ImportEntity extends OfOrganization {
  @Id UUID id;

  @Column(updatable = false)
  String source;

  @Column(updatable = false)
  String createdBy;

  @Column(updatable = false)
  Instant createdAt;

  @Nullable Instant revokedAt;

  /// For Hibernate alone.
  protected ImportEntity() {}

  ImportEntity(Actor actor, String source, Instant now) {
    super(actor.orgId());
    this.id = Ids.next();
    this.source = source;
    this.createdBy = actor.displayName();
    this.createdAt = now;
  }

  UUID id() {
    return id;
  }

  /// Does nothing where it was revoked before.
  void revoke(Instant now) {
    if (revokedAt == null) {
      revokedAt = now;
    }
  }
}
