package ai.nemorouter.usage.view;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of saved views.
@ApplicationScoped
class SavedViewRows implements PanacheRepositoryBase<SavedViewEntity, UUID> {
  /// The person's own first, then those of the organization.
  List<SavedViewEntity> of(UUID orgId, UUID userId) {
    return list(
        "orgId = ?1 and (userId = ?2 or userId is null) order by case when userId is null then 1 else 0 end, lower(name), id",
        orgId,
        userId);
  }

  /// One of these.
  Optional<SavedViewEntity> lock(UUID orgId, UUID userId, UUID id) {
    return find("orgId = ?1 and (userId = ?2 or userId is null) and id = ?3", orgId, userId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional();
  }

  void deleteOf(UUID orgId, UUID userId) {
    delete("orgId = ?1 and userId = ?2", orgId, userId);
  }
}
