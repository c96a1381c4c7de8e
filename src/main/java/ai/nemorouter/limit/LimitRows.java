package ai.nemorouter.limit;

import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.UUID;

/// The rows of limits, locked, for who changes them. The credit is not among them: it is changed by
/// the journal alone.
@ApplicationScoped
class LimitRows implements PanacheRepositoryBase<LimitEntity, UUID> {
  /// The limit, kept from changing until the transaction ends. As the hold engine does, before any
  /// window is locked, and leaving alone who only refers to it.
  LimitEntity lockOrThrow(UUID orgId, UUID limitId) {
    return find("orgId = ?1 and id = ?2 and kind = 'budget' and removedAt is null", orgId, limitId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(LimitRows::none);
  }

  static NotFoundException none() {
    return new NotFoundException("limit");
  }
}
