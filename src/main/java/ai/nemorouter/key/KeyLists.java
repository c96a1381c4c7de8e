package ai.nemorouter.key;

import ai.nemorouter.access.Reach;
import ai.nemorouter.key.identity.KeySecret;
import ai.nemorouter.platform.list.SortWord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

/// Searches, narrows, sorts and counts keys. What a list is sorted by or narrowed to is read of all
/// keys at once, and only where it is asked for.
@ApplicationScoped
class KeyLists {
  /// How many rows a file has at most.
  private static final int FILE_MAX = 10_000;

  private static final String STATUS =
      """
       and case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= now() then 'EXPIRED'
         when k.disabled_at is not null then 'DISABLED' else 'ACTIVE' end = any(:statuses)
      """;
  private static final String SHARES = " left join limit_shares(:orgId) l on l.scope_id = k.id";
  private static final String REFUSALS = " left join refused_lately(:orgId) r on r.key_id = k.id";
  private static final String SPEND =
      """
       left join (
        select c.key_id, sum(c.cost) as spend
        from organization_records o, charged(:orgId, date_trunc('month', now(), o.timezone), now() + interval '1 hour') c
        where o.id = :orgId
        group by c.key_id) s on s.key_id = k.id
      """;

  /// What asks for somebody comes first, and keys that have ended last.
  private static final String WORST_FIRST =
      "array['USED_UP', 'NEAR_LIMIT', 'EXPIRES_SOON', 'REFUSED', 'UNUSED', 'ACTIVE', 'DISABLED', 'EXPIRED', 'REVOKED']";

  private final Session session;

  KeyLists(Session session) {
    this.session = session;
  }

  /// Those that the filter lets through, in its order.
  List<KeyEntity> page(UUID orgId, Reach reach, KeyFilter filter) {
    return sorted(orgId, reach, filter)
        .setFirstResult(filter.range().offset())
        .setMaxResults(filter.range().size())
        .getResultList();
  }

  /// The same on all pages, for a file.
  List<KeyEntity> all(UUID orgId, Reach reach, KeyFilter filter) {
    return sorted(orgId, reach, filter).setMaxResults(FILE_MAX).getResultList();
  }

  private NativeQuery<KeyEntity> sorted(UUID orgId, Reach reach, KeyFilter filter) {
    String columns = order(filter.sort());
    return query(
        "select k.*",
        filter,
        " order by " + (filter.reversed() ? SortWord.reversed(columns) : columns),
        KeyEntity.class,
        new Place(orgId, reach));
  }

  long count(UUID orgId, Reach reach, KeyFilter filter) {
    return query("select count(*)", filter, "", Long.class, new Place(orgId, reach))
        .getSingleResult();
  }

  /// Where keys are looked for.
  private record Place(UUID orgId, Reach reach) {}

  private <T> NativeQuery<T> query(
      String select, KeyFilter filter, String order, Class<T> type, Place place) {
    Map<String, Object> values = new HashMap<>();
    values.put("orgId", place.orgId());
    String where = where(filter, place.reach(), values);
    NativeQuery<T> query =
        session.createNativeQuery(
            select + " from keys k" + joins(filter, !order.isEmpty()) + where + order, type);
    values.forEach(query::setParameter);
    return query;
  }

  private static String joins(KeyFilter filter, boolean sorted) {
    boolean standing = !filter.upkeep().standings().isEmpty();
    KeyFilter.Sort sort = sorted ? filter.sort() : KeyFilter.Sort.NEWEST;
    boolean byStanding = standing || sort == KeyFilter.Sort.STATUS;
    return (byStanding || sort == KeyFilter.Sort.LIMIT ? SHARES : "")
        + (byStanding ? REFUSALS : "")
        + (sort == KeyFilter.Sort.SPEND ? SPEND : "");
  }

  private static String where(KeyFilter filter, Reach reach, Map<String, Object> values) {
    StringBuilder where = new StringBuilder(" where k.org_id = :orgId");
    if (!reach.everywhere()) {
      where.append(" and k.team_id = any(:teams)");
      values.put("teams", reach.teamIds());
    }
    if (!filter.search().isEmpty()) {
      where.append(" and (strpos(lower(k.name), lower(:search)) > 0 or k.last_four = :lastFour)");
      values.put("search", filter.search());
      values.put("lastFour", lastFour(filter.search()));
    }
    if (filter.teamId() != null) {
      where.append(" and k.team_id = :teamId");
      values.put("teamId", filter.teamId());
    }
    if (filter.ownerId() != null) {
      where.append(" and k.owner_id = :ownerId");
      values.put("ownerId", filter.ownerId());
    }
    if (!filter.statuses().isEmpty()) {
      where.append(STATUS);
      values.put("statuses", filter.statuses().stream().map(Enum::name).toArray(String[]::new));
    }
    narrow(where, filter.upkeep(), values);
    return where.toString();
  }

  private static void narrow(
      StringBuilder where, KeyFilter.Upkeep upkeep, Map<String, Object> values) {
    if (upkeep.neverUsed()) {
      where.append(" and k.last_used_at is null");
    }
    if (upkeep.unusedDays() > 0) {
      where.append(
          " and coalesce(k.last_used_at, k.created_at) < now() - make_interval(days => :unused)");
      values.put("unused", upkeep.unusedDays());
    }
    if (upkeep.expiringDays() > 0) {
      where.append(" and k.expires_at between now() and now() + make_interval(days => :expiring)");
      values.put("expiring", upkeep.expiringDays());
    }
    if (!upkeep.standings().isEmpty()) {
      where.append(" and ").append(KeyCondition.SQL).append(" = any(:standings)");
      values.put("standings", upkeep.standings().stream().map(Enum::name).toArray(String[]::new));
    }
  }

  /// A whole secret finds its key as its last four characters do.
  private static String lastFour(String search) {
    return search.startsWith(KeySecret.PREFIX) ? KeySecret.lastFour(search) : search;
  }

  private static String order(KeyFilter.Sort sort) {
    return switch (sort) {
      case NEWEST -> "k.id desc";
      case NAME -> "lower(k.name), k.id desc";
      case USED -> "k.last_used_at desc nulls last, k.id desc";
      case SPEND -> "coalesce(s.spend, 0) desc, k.id desc";
      case LIMIT -> "l.share desc nulls last, k.id desc";
      case EXPIRY -> "k.expires_at nulls last, k.id desc";
      case STATUS -> "array_position(" + WORST_FIRST + ", " + KeyCondition.SQL + "), k.id desc";
    };
  }
}
