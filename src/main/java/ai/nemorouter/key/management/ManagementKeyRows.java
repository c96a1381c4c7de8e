package ai.nemorouter.key.management;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import java.util.UUID;

/// The rows of management keys: records for who reads, and entities, locked, for who changes.
@ApplicationScoped
public class ManagementKeyRows implements PanacheRepositoryBase<ManagementKeyEntity, UUID> {
  private static final String LISTED =
      """
      from ManagementKeyEntity
      where orgId = :orgId and locate(lower(:search), lower(name)) > 0
        and (:all = true or (revokedAt is null and (expiresAt is null or expiresAt > instant)))
      """;
  private static final String WORKING =
      """
      from ManagementKeyEntity
      where (secretHash = :secretHash or (previousHash = :secretHash and previousUntil > instant))
        and revokedAt is null and (expiresAt is null or expiresAt > instant)
        and function(is_suspended as Boolean, orgId) = false
      """;

  PageOf<ManagementKey> page(UUID orgId, ListQuery query) {
    return PageOf.of(
            find(
                LISTED + query.directed(order(query.order(ManagementKeys.Sort.class))),
                Parameters.with("orgId", orgId)
                    .and("search", query.search())
                    .and("all", query.shows(ManagementKeys.ALL))),
            query.page())
        .map(ManagementKeyEntity::toKey);
  }

  private static String order(ManagementKeys.Sort sort) {
    return switch (sort) {
      case NEWEST -> "order by id desc";
      case NAME -> "order by lower(name), id desc";
      case USED -> "order by lastUsedAt desc nulls last, id desc";
    };
  }

  ManagementKey getOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .firstResultOptional()
        .map(ManagementKeyEntity::toKey)
        .orElseThrow(ManagementKeyRows::none);
  }

  /// Locks the row until the transaction ends.
  ManagementKeyEntity lockOrThrow(UUID orgId, UUID id) {
    return find("orgId = ?1 and id = ?2", orgId, id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(ManagementKeyRows::none);
  }

  /// The one with this secret, if it works now.
  public Optional<ManagementKey> ofSecret(byte[] secretHash) {
    return find(WORKING, Parameters.with("secretHash", secretHash))
        .firstResultOptional()
        .map(ManagementKeyEntity::toKey);
  }

  private static NotFoundException none() {
    return new NotFoundException("management key");
  }
}
