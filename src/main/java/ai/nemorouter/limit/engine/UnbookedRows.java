package ai.nemorouter.limit.engine;

import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.UUID;

/// The rows of settlements that the database refused, of all organizations.
@ApplicationScoped
class UnbookedRows implements PanacheRepositoryBase<UnbookedEntity, UUID> {
  /// Locks it until the transaction ends.
  UnbookedEntity lockOrThrow(UUID orgId, UUID callId) {
    return find("orgId = ?1 and id = ?2 and resolvedAt is null", orgId, callId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(UnbookedRows::none);
  }

  static NotFoundException none() {
    return new NotFoundException("settlement");
  }
}
