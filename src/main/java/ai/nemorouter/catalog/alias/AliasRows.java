package ai.nemorouter.catalog.alias;

import ai.nemorouter.catalog.ModelName;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of aliases, and, locked, the one that is to be changed.
@ApplicationScoped
class AliasRows implements PanacheRepositoryBase<AliasEntity, AliasEntity.Key> {
  /// In the order of their names.
  List<AliasEntity> all(UUID orgId) {
    return find("orgId = ?1 order by name", orgId).list();
  }

  /// @param name in any case
  Optional<AliasEntity> find(UUID orgId, String name) {
    return find("orgId = ?1 and name = ?2", orgId, ModelName.folded(name.strip()))
        .firstResultOptional();
  }

  AliasEntity getOrThrow(UUID orgId, String name) {
    return find(orgId, name).orElseThrow(AliasRows::none);
  }

  /// Locks it until the transaction ends.
  AliasEntity lockOrThrow(UUID orgId, String name) {
    return find("orgId = ?1 and name = ?2", orgId, ModelName.folded(name.strip()))
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(AliasRows::none);
  }

  private static NotFoundException none() {
    return new NotFoundException("alias");
  }
}
