package ai.nemorouter.catalog.alias;

import ai.nemorouter.catalog.Model;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.jspecify.annotations.Nullable;

/// An alias' row, which its organization and its name are the key of.
@Entity
@IdClass(AliasEntity.Key.class)
@Table(name = "aliases")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class AliasEntity {
  @Id private UUID orgId;
  @Id private String name;
  private String target;

  @Column(updatable = false)
  private String createdBy;

  @Column(updatable = false)
  private Instant createdAt;

  private Instant updatedAt;

  record Key(UUID orgId, String name) {}

  /// For Hibernate alone.
  protected AliasEntity() {}

  AliasEntity(UUID orgId, String name, String target, String createdBy, Instant now) {
    this.orgId = orgId;
    this.name = name;
    this.target = target;
    this.createdBy = createdBy;
    this.createdAt = now;
    this.updatedAt = now;
  }

  String name() {
    return name;
  }

  String target() {
    return target;
  }

  /// @param model null where the target cannot be called any more
  Alias alias(@Nullable Model model) {
    return new Alias(name, target, createdBy, createdAt, updatedAt, model);
  }

  void leadTo(String newTarget, Instant now) {
    target = newTarget;
    updatedAt = now;
  }
}
