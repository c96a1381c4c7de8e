package ai.nemorouter.key.operator;

import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.list.ListQuery;
import ai.nemorouter.platform.list.PageOf;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of operator keys, in a transaction about the whole installation.
@ApplicationScoped
class OperatorKeyRows implements PanacheRepositoryBase<OperatorKeyEntity, UUID> {
  private static final String LISTED =
      """
      from OperatorKeyEntity
      where locate(lower(:search), lower(name)) > 0
        and (:all = true or (revokedAt is null and (expiresAt is null or expiresAt > instant)))
      """;

  PageOf<OperatorKey> page(ListQuery query) {
    return PageOf.of(
            find(
                LISTED + query.directed(order(query.order(OperatorKeys.Sort.class))),
                Parameters.with("search", query.search())
                    .and("all", query.shows(OperatorKeys.ALL))),
            query.page())
        .map(OperatorKeyEntity::toKey);
  }

  private static String order(OperatorKeys.Sort sort) {
    return switch (sort) {
      case NEWEST -> "order by id desc";
      case NAME -> "order by lower(name), id desc";
      case USED -> "order by lastUsedAt desc nulls last, id desc";
    };
  }

  OperatorKey getOrThrow(UUID id) {
    return findByIdOptional(id).map(OperatorKeyEntity::toKey).orElseThrow(OperatorKeyRows::none);
  }

  /// Locks the row until the transaction ends.
  OperatorKeyEntity lockOrThrow(UUID id) {
    return find("id = ?1", id)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(OperatorKeyRows::none);
  }

  /// The keys that a form has made: one at most.
  List<UUID> ofForm(UUID form) {
    return find("formId = ?1", form).stream().map(key -> key.toKey().id()).toList();
  }

  /// The one with this secret, if it works now.
  Optional<OperatorKey> ofSecret(byte[] secretHash) {
    return find(
            "secretHash = ?1 and revokedAt is null and (expiresAt is null or expiresAt > instant)",
            secretHash)
        .firstResultOptional()
        .map(OperatorKeyEntity::toKey);
  }

  /// Writes nothing where it was used since `before`.
  void use(UUID id, Instant now, Instant before) {
    update(
        "lastUsedAt = ?1 where id = ?2 and (lastUsedAt is null or lastUsedAt < ?3)",
        now,
        id,
        before);
  }

  private static NotFoundException none() {
    return new NotFoundException("operator key");
  }
}
