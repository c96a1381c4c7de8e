package ai.nemorouter.audit;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// An entry's row. It is written once; the database says when, and sealing gives it a block.
@Entity
@Immutable
@Table(name = "audit_entries")
class AuditEntity extends OfOrganization {
  @Id UUID id;

  /// Null until it is read.
  @Column(insertable = false)
  @Nullable Instant at;

  String actorKind;
  @Nullable UUID actorId;
  String actorName;
  String action;
  String target;

  @JdbcTypeCode(SqlTypes.JSON)
  String details;

  String address;
  String agent;

  @Column(insertable = false)
  @Nullable Long block;

  /// For Hibernate alone.
  protected AuditEntity() {}

  AuditEntity(UUID log, AuditLog.Doer doer, String action, String target, String details) {
    super(log);
    this.id = Ids.next();
    this.actorKind = doer.kind();
    this.actorId = doer.id();
    this.actorName = doer.name();
    this.action = action;
    this.target = target;
    this.details = details;
    this.address = doer.origin().address();
    this.agent = doer.origin().agent();
  }
}
