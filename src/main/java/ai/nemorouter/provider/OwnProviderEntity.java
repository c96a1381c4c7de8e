package ai.nemorouter.provider;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.PartitionKey;

/// The row of a provider that an organization brought.
@Entity
@Table(name = "organization_providers")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class OwnProviderEntity extends ProviderEntity {
  @PartitionKey
  @Column(updatable = false)
  private UUID orgId;

  /// For Hibernate alone.
  protected OwnProviderEntity() {}

  OwnProviderEntity(
      UUID orgId,
      UUID id,
      ProviderSettings settings,
      Credential credential,
      String createdBy,
      Change change) {
    super(id, settings, credential, createdBy, change);
    this.orgId = orgId;
  }

  @Override
  UUID orgId() {
    return orgId;
  }
}
