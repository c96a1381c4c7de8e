package ai.nemorouter.provider;

import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The row of a provider that operators added for everybody. Transactions about an organization may
/// read names and removals of these alone.
@Entity
@Table(name = "operator_providers")
class InstallationProviderEntity extends ProviderEntity {
  /// For Hibernate alone.
  protected InstallationProviderEntity() {}

  InstallationProviderEntity(
      UUID id, ProviderSettings settings, Credential credential, String createdBy, Change change) {
    super(id, settings, credential, createdBy, change);
  }

  @Override
  @Nullable UUID orgId() {
    return null;
  }
}
