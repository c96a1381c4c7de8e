package ai.nemorouter.organization;

import ai.nemorouter.platform.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A team's row while it is being changed.
@Entity
@Table(name = "teams")
class TeamEntity extends OfOrganization {
  @Id private UUID id;
  private String name;

  @Column(insertable = false, updatable = false)
  private Instant createdAt;

  private @Nullable Instant archivedAt;

  @JdbcTypeCode(SqlTypes.ARRAY)
  List<String> allowedModels;

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  boolean isArchived() {
    return archivedAt != null;
  }

  List<String> allowedModels() {
    return List.copyOf(allowedModels);
  }

  void allow(List<String> models) {
    allowedModels = List.copyOf(models);
  }

  void rename(String name) {
    this.name = name;
  }

  void archive(Instant at) {
    archivedAt = at;
  }
}
