package ai.nemorouter.key;

import ai.nemorouter.access.Reach;
import ai.nemorouter.platform.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of keys, and, locked, the one that is to be changed.
@ApplicationScoped
class KeyRows implements PanacheRepositoryBase<KeyEntity, UUID> {
  private static final String LISTED =
      """
      from KeyEntity k
      where k.orgId = :orgId and (:everywhere = true or k.teamId in :teams)
        and (locate(lower(:search), lower(k.name)) > 0 or k.lastFour = :lastFour)
      """;
  private static final String STATUS =
      """
       and case when k.revokedAt is not null then 'REVOKED' when k.expiresAt <= :now then 'EXPIRED'
         when k.disabledAt is not null then 'DISABLED' else 'ACTIVE' end in :statuses
      """;

  /// Those that the filter lets through, in its order.
  PanacheQuery<KeyEntity> list(UUID orgId, Reach reach, KeyFilter filter, Instant now) {
    StringBuilder hql = new StringBuilder(LISTED);
    Parameters parameters =
        Parameters.with("orgId", orgId)
            .and("everywhere", reach.everywhere())
            .and("teams", reach.teams())
            .and("search", filter.search())
            .and("lastFour", lastFour(filter.search()));
    if (filter.teamId() != null) {
      hql.append(" and k.teamId = :teamId");
      parameters.and("teamId", filter.teamId());
    }
    if (filter.ownerId() != null) {
      hql.append(" and k.ownerId = :ownerId");
      parameters.and("ownerId", filter.ownerId());
    }
    if (!filter.statuses().isEmpty()) {
      hql.append(STATUS);
      parameters
          .and("now", now)
          .and("statuses", filter.statuses().stream().map(Enum::name).toList());
    }
    narrow(hql, parameters, filter.upkeep(), now);
    return find(hql.append(order(filter.sort())).toString(), parameters);
  }

  private static void narrow(
      StringBuilder hql, Parameters parameters, KeyFilter.Upkeep upkeep, Instant now) {
    if (upkeep.neverUsed()) {
      hql.append(" and k.lastUsedAt is null");
    }
    if (upkeep.unusedDays() > 0) {
      hql.append(" and coalesce(k.lastUsedAt, k.createdAt) < :unusedSince");
      parameters.and("unusedSince", now.minus(Duration.ofDays(upkeep.unusedDays())));
    }
    if (upkeep.expiringDays() > 0) {
      hql.append(" and k.expiresAt between :from and :until");
      parameters.and("from", now).and("until", now.plus(Duration.ofDays(upkeep.expiringDays())));
    }
  }

  /// A whole secret finds its key as its last four characters do.
  private static String lastFour(String search) {
    return search.startsWith(KeySecret.PREFIX) ? KeySecret.lastFour(search) : search;
  }

  private static String order(KeyFilter.Sort sort) {
    return switch (sort) {
      case NEWEST -> " order by k.id desc";
      case NAME -> " order by lower(k.name), k.id desc";
      case USED -> " order by k.lastUsedAt desc nulls last, k.id desc";
      case SPEND ->
          " order by function(key_spend as Long, k.orgId, k.id) desc nulls last, k.id desc";
    };
  }

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

  Optional<KeyEntity> find(UUID orgId, UUID keyId, Reach reach) {
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
