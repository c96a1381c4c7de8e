package ai.nemorouter.provider.health;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// The row of a circuit that a person closed. `ClosingQueries` makes it. The installation's own
/// providers are no organization's.
@Entity
@SuppressWarnings("UnusedVariable")
@Table(name = "provider_closings")
class ClosingEntity extends OfOrganization {
  @Id private String account;
  private long version;

  /// For Hibernate alone.
  protected ClosingEntity() {}
}
