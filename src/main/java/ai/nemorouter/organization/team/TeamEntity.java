package ai.nemorouter.organization.team;

import ai.nemorouter.platform.database.OfOrganization;
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
public class TeamEntity extends OfOrganization {
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

  public String name() {
    return name;
  }

  public boolean isArchived() {
    return archivedAt != null;
  }

  public List<String> allowedModels() {
    return List.copyOf(allowedModels);
  }

  public void allow(List<String> models) {
    allowedModels = List.copyOf(models);
  }

  void rename(String name) {
    this.name = name;
  }

  void archive(Instant at) {
    archivedAt = at;
  }
}
