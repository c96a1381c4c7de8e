package ai.nemorouter.key;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of keys, and, locked, the one that is to be changed.
@ApplicationScoped
public class KeyRows implements PanacheRepositoryBase<KeyEntity, UUID> {
  /// Those that can start calls now and are the person's own, where they may have such, or service
  /// keys; the person's own first.
  ///
  /// @param own where the person may have keys
  /// @param services whose service keys the person may change
  List<KeyEntity> playable(
      UUID orgId, UUID person, Reach own, Reach services, Instant now, int most) {
    return find(
            """
            from KeyEntity k
            where k.orgId = :orgId and k.revokedAt is null and k.disabledAt is null
              and (k.expiresAt is null or k.expiresAt > :now)
              and (k.ownerId = :person and (:anyOwn = true or k.teamId in :ownTeams)
                or k.ownerId is null and (:anyService = true or k.teamId in :serviceTeams))
            order by case when k.ownerId is null then 1 else 0 end, lower(k.name), k.id
            """,
            Parameters.with("orgId", orgId)
                .and("now", now)
                .and("person", person)
                .and("anyOwn", own.everywhere())
                .and("ownTeams", own.teams())
                .and("anyService", services.everywhere())
                .and("serviceTeams", services.teams()))
        .range(0, most - 1)
        .list();
  }

  /// Those of a member that are not revoked and last beyond a moment, those that were used last
  /// first.
  public PanacheQuery<KeyEntity> ofOwner(UUID orgId, Reach reach, UUID ownerId, Instant beyond) {
    return find(
        """
        from KeyEntity k
        where k.orgId = :orgId and k.ownerId = :ownerId and (:everywhere = true or k.teamId in :teams)
          and k.revokedAt is null and (k.expiresAt is null or k.expiresAt > :beyond)
        order by k.lastUsedAt desc nulls last, k.id desc
        """,
        Parameters.with("orgId", orgId)
            .and("ownerId", ownerId)
            .and("everywhere", reach.everywhere())
            .and("teams", reach.teams())
            .and("beyond", beyond));
  }

  public Optional<KeyEntity> find(UUID orgId, UUID keyId, Reach reach) {
    return find("orgId = ?1 and id = ?2", orgId, keyId)
        .firstResultOptional()
        .filter(key -> reach.covers(key.teamId()));
  }

  /// The key, kept from changing until the transaction ends.
  ///
  /// @throws NotFoundException also for keys of teams outside the reach
  KeyEntity lockOrThrow(UUID orgId, UUID keyId, Reach reach) {
    return find("orgId = ?1 and id = ?2", orgId, keyId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .filter(key -> reach.covers(key.teamId()))
        .orElseThrow(() -> new NotFoundException("key"));
  }

  /// Writes what was changed and reads what triggers made of it.
  void reread(KeyEntity key) {
    getEntityManager().flush();
    getEntityManager().refresh(key);
  }
}
