package ai.nemorouter.migration.keys;

import ai.nemorouter.platform.database.OfOrganization;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// Says which import made a key.
@Entity
@Immutable
@IdClass(ImportKeyEntity.Key.class)
@Table(name = "import_keys")
@Filter(name = OfOrganization.FILTER, condition = OfOrganization.OWN)
class ImportKeyEntity {
  @Id UUID orgId;
  @Id UUID importId;
  @Id UUID keyId;

  /// The name that the key has where it comes from, which is no secret.
  @Nullable String sourceHash;

  /// For Hibernate alone.
  protected ImportKeyEntity() {}

  ImportKeyEntity(UUID orgId, UUID importId, UUID keyId, @Nullable String sourceHash) {
    this.orgId = orgId;
    this.importId = importId;
    this.keyId = keyId;
    this.sourceHash = sourceHash;
  }

  record Key(UUID orgId, UUID importId, UUID keyId) {}
}
