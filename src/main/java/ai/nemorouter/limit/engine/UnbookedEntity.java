package ai.nemorouter.limit.engine;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a settlement that the database refused. `LimitQueries` makes it.
@Entity
@SuppressWarnings("UnusedVariable")
@Table(name = "unbooked")
class UnbookedEntity extends OfOrganization {
  @Id private UUID id;

  @Column(updatable = false)
  private String node;

  @Column(updatable = false)
  private long cost;

  @Column(updatable = false)
  private String error;

  @Column(updatable = false)
  private String settlement;

  private @Nullable Instant resolvedAt;

  /// For Hibernate alone.
  protected UnbookedEntity() {}

  void resolve(Instant now) {
    resolvedAt = now;
  }
}
