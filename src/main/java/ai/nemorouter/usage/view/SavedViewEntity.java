package ai.nemorouter.usage.view;

import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A filter of the list of requests under a name.
@Entity
@Table(name = "saved_views")
class SavedViewEntity extends OfOrganization {
  @Id private UUID id;

  /// Null for one of the whole organization.
  private @Nullable UUID userId;

  private String name;
  private String query;
  private String createdBy;

  @SuppressWarnings("UnusedVariable")
  private Instant createdAt;

  /// For Hibernate alone.
  protected SavedViewEntity() {}

  SavedViewEntity(
      UUID orgId,
      @Nullable UUID userId,
      String name,
      String query,
      String createdBy,
      Instant createdAt) {
    super(orgId);
    this.id = Ids.next();
    this.userId = userId;
    this.name = name;
    this.query = query;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  boolean isShared() {
    return userId == null;
  }

  void rename(String other) {
    name = other;
  }

  SavedView shown() {
    return new SavedView(id, name, query, isShared(), createdBy);
  }
}
