package ai.nemorouter.limit.defaults;

import ai.nemorouter.limit.LimitTerms;
import ai.nemorouter.limit.Scope;
import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// The row of a default. `LimitQueries` makes it.
@Entity
@DynamicUpdate
@Table(name = "limit_defaults")
public class LimitDefaultEntity extends OfOrganization {
  @Id private UUID id;

  /// Asked for in queries alone, as is the end of a default.
  @SuppressWarnings("UnusedVariable")
  @Enumerated(EnumType.STRING)
  @Column(updatable = false)
  private Scope.Kind scope;

  @Embedded private LimitTerms terms;

  @SuppressWarnings("UnusedVariable")
  private @Nullable Instant removedAt;

  /// For Hibernate alone.
  protected LimitDefaultEntity() {}

  UUID id() {
    return id;
  }

  LimitTerms terms() {
    return terms;
  }

  void change(LimitTerms changed) {
    terms = changed;
  }

  void remove(Instant now) {
    removedAt = now;
  }
}
