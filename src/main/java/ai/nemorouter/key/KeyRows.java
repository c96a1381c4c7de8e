package ai.nemorouter.key;

import ai.nemorouter.money.Money;
import ai.nemorouter.platform.NotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// The SQL that reads keys with their team and spend.
final class KeyRows {
  private static final RowMapper<Key> KEY = ConstructorMapper.of(Key.class);
  private static final RowMapper<KeyOverview> OVERVIEW =
      (row, context) ->
          new KeyOverview(
              KEY.map(row, context),
              row.getString("team_name"),
              owner(row),
              new KeySpend(
                  Money.ofNanos(row.getLong("spend_day")),
                  Money.ofNanos(row.getLong("spend_week")),
                  Money.ofNanos(row.getLong("spend_month")),
                  Money.ofNanos(row.getLong("spend_total"))),
              List.of());
  private static final String MATCHING =
      """
      from keys k
      where k.org_id = :orgId
        and (:search = '' or position(lower(:search) in lower(k.name)) > 0 or k.last_four = :search
          or (starts_with(:search, 'sk-nemo-') and k.last_four = right(:search, 4)))
        and (cast(:teamId as uuid) is null or k.team_id = :teamId)
        and (cast(:ownerId as uuid) is null or k.owner_id = :ownerId)
        and (cardinality(:statuses) = 0 or
          case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= now() then 'EXPIRED'
            when k.disabled_at is not null then 'DISABLED' else 'ACTIVE' end = any(:statuses))
      """;
  private static final String WITH_TEAM_AND_SPEND =
      """
      select k.*, t.name as team_name, u.name as owner_name, u.email as owner_email, s.*
      from chosen k
      join teams t on t.org_id = k.org_id and t.id = k.team_id
      join organizations o on o.id = k.org_id
      left join users u on u.id = k.owner_id
      cross join lateral (
        select
          coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('day', now(), o.timezone)), 0) as spend_day,
          coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('week', now(), o.timezone)), 0) as spend_week,
          coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('month', now(), o.timezone)), 0) as spend_month,
          coalesce(sum(c.cost), 0) as spend_total
        from calls c where c.org_id = k.org_id and c.key_id = k.id) s
      """;

  private KeyRows() {}

  static long count(Handle handle, UUID orgId, KeyFilter filter) {
    return handle
        .createQuery("select count(*) " + MATCHING)
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .bind("teamId", filter.teamId())
        .bind("ownerId", filter.ownerId())
        .bindArray("statuses", String.class, statuses(filter))
        .mapTo(Long.class)
        .one();
  }

  /// One page, its spend summed only for the keys on it.
  static List<KeyOverview> page(Handle handle, UUID orgId, KeyFilter filter) {
    String order = " order by " + filter.sort().columns();
    return handle
        .createQuery(
            "with chosen as (select k.* "
                + MATCHING
                + order
                + " limit :size offset :offset) "
                + WITH_TEAM_AND_SPEND
                + order)
        .bind("orgId", orgId)
        .bind("search", filter.search())
        .bind("teamId", filter.teamId())
        .bind("ownerId", filter.ownerId())
        .bindArray("statuses", String.class, statuses(filter))
        .bind("size", filter.range().size())
        .bind("offset", filter.range().offset())
        .map(OVERVIEW)
        .list();
  }

  static Optional<KeyOverview> overview(Handle handle, UUID orgId, UUID keyId) {
    return handle
        .createQuery(
            "with chosen as (select * from keys where org_id = :orgId and id = :keyId) "
                + WITH_TEAM_AND_SPEND)
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .map(OVERVIEW)
        .findOne();
  }

  /// The key, kept from changing until the transaction ends.
  static Key lockOrThrow(Handle handle, UUID orgId, UUID keyId) {
    return handle
        .createQuery("select * from keys where org_id = :orgId and id = :keyId for update")
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .map(KEY)
        .findOne()
        .orElseThrow(() -> new NotFoundException("key"));
  }

  private static KeyOverview.@Nullable Owner owner(ResultSet row) throws SQLException {
    UUID id = row.getObject("owner_id", UUID.class);
    return id == null
        ? null
        : new KeyOverview.Owner(id, row.getString("owner_name"), row.getString("owner_email"));
  }

  private static List<String> statuses(KeyFilter filter) {
    return filter.statuses().stream().map(Enum::name).toList();
  }
}
