package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Reach;
import ai.nemorouter.money.Money;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.NotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
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
              row.getString("former_owner"),
              new KeySpend(
                  Money.ofNanos(row.getLong("spend_day")),
                  Money.ofNanos(row.getLong("spend_week")),
                  Money.ofNanos(row.getLong("spend_month")),
                  Money.ofNanos(row.getLong("spend_total"))),
              List.of());
  private static final String MATCHING =
      """
      from keys k
      where k.org_id = :orgId and (:everywhere or k.team_id = any(:teams))
        and (:search = '' or position(lower(:search) in lower(k.name)) > 0 or k.last_four = :search
          or (starts_with(:search, 'sk-nemo-') and k.last_four = right(:search, 4)))
        and (cast(:teamId as uuid) is null or k.team_id = :teamId)
        and (cast(:ownerId as uuid) is null or k.owner_id = :ownerId)
        and (cardinality(:statuses) = 0 or
          case when k.revoked_at is not null then 'REVOKED' when k.expires_at <= now() then 'EXPIRED'
            when k.disabled_at is not null then 'DISABLED' else 'ACTIVE' end = any(:statuses))
        and (not :neverUsed or k.last_used_at is null)
        and (:unusedDays = 0 or coalesce(k.last_used_at, k.created_at) < now() - :unusedDays * interval '1 day')
        and (:expiringDays = 0 or k.expires_at between now() and now() + :expiringDays * interval '1 day')
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
          bounded(coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('day', now(), o.timezone)), 0)) as spend_day,
          bounded(coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('week', now(), o.timezone)), 0)) as spend_week,
          bounded(coalesce(sum(c.cost) filter (where c.started_at >= date_trunc('month', now(), o.timezone)), 0)) as spend_month,
          bounded(coalesce(sum(c.cost), 0)) as spend_total
        from calls c where c.org_id = k.org_id and c.key_id = k.id) s
      """;

  private KeyRows() {}

  static long count(Handle handle, UUID orgId, Reach reach, KeyFilter filter) {
    return bind(handle.createQuery("select count(*) " + MATCHING), orgId, reach, filter)
        .mapTo(Long.class)
        .one();
  }

  /// One page, its spend summed only for the keys on it.
  static List<KeyOverview> page(Handle handle, UUID orgId, Reach reach, KeyFilter filter) {
    String order = " order by " + filter.sort().columns();
    return bind(
            handle.createQuery(
                "with chosen as (select k.* "
                    + MATCHING
                    + order
                    + " limit :size offset :offset) "
                    + WITH_TEAM_AND_SPEND
                    + order),
            orgId,
            reach,
            filter)
        .bind("size", filter.range().size())
        .bind("offset", filter.range().offset())
        .map(OVERVIEW)
        .list();
  }

  private static Query bind(Query query, UUID orgId, Reach reach, KeyFilter filter) {
    return query
        .bind("orgId", orgId)
        .bind("everywhere", reach.everywhere())
        .bindArray("teams", UUID.class, reach.teams())
        .bind("search", filter.search())
        .bind("teamId", filter.teamId())
        .bind("ownerId", filter.ownerId())
        .bindArray("statuses", String.class, statuses(filter))
        .bind("neverUsed", filter.upkeep().neverUsed())
        .bind("unusedDays", filter.upkeep().unusedDays())
        .bind("expiringDays", filter.upkeep().expiringDays());
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
  ///
  /// @throws NotFoundException also for keys of teams outside the reach
  static Key lockOrThrow(Handle handle, UUID orgId, UUID keyId, Reach reach) {
    return handle
        .createQuery("select * from keys where org_id = :orgId and id = :keyId for update")
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .map(KEY)
        .findOne()
        .filter(key -> reach.covers(key.teamId()))
        .orElseThrow(() -> new NotFoundException("key"));
  }

  static List<Key> find(Handle handle, UUID orgId, Reach reach, List<UUID> ids) {
    return handle
        .createQuery(
            "select * from keys where org_id = :orgId and id = any(:ids) order by lower(name), id")
        .bind("orgId", orgId)
        .bindArray("ids", UUID.class, ids)
        .map(KEY)
        .filter(key -> reach.covers(key.teamId()))
        .list();
  }

  static Key insert(Handle handle, Actor actor, NewKey wanted, KeySecret secret) {
    return handle
        .createQuery(
            """
            insert into keys (org_id, id, team_id, owner_id, name, description, secret_hash, last_four, created_by, expires_at,
              form_id, allowed_models, allowed_endpoints, allowed_addresses)
            values (:orgId, :id, :teamId, :ownerId, :name, :description, :secretHash, :lastFour, :createdBy, :expiresAt,
              :form, :models, :endpoints, :addresses)
            returning *
            """)
        .bind("orgId", actor.orgId())
        .bind("id", Ids.next())
        .bind("teamId", wanted.teamId())
        .bind("ownerId", wanted.ownerId())
        .bind("name", wanted.name())
        .bind("description", wanted.description())
        .bind("secretHash", secret.sha256())
        .bind("lastFour", secret.lastFour())
        .bind("createdBy", actor.displayName())
        .bind("expiresAt", wanted.expiresAt())
        .bind("form", wanted.form())
        .bindArray("models", String.class, wanted.policy().models().entries())
        .bindArray("endpoints", String.class, wanted.policy().endpoints())
        .bindArray("addresses", String.class, wanted.policy().addresses())
        .map(KEY)
        .one();
  }

  static void store(Handle handle, Key key, KeySettings settings) {
    handle
        .createUpdate(
            """
            update keys set name = :name, description = :description, expires_at = :expiresAt,
              disabled_at = case when :disabled then coalesce(disabled_at, now()) end,
              allowed_models = :models, allowed_endpoints = :endpoints, allowed_addresses = :addresses,
              updated_at = now()
            where org_id = :orgId and id = :keyId
            """)
        .bind("name", settings.name())
        .bind("description", settings.description())
        .bind("expiresAt", settings.expiresAt())
        .bind("disabled", settings.disabled())
        .bindArray("models", String.class, settings.policy().models().entries())
        .bindArray("endpoints", String.class, settings.policy().endpoints())
        .bindArray("addresses", String.class, settings.policy().addresses())
        .bind("orgId", key.orgId())
        .bind("keyId", key.id())
        .execute();
  }

  /// @return false if it was revoked before
  static boolean revoke(Handle handle, Key key) {
    return handle
            .createUpdate(
                """
                update keys set revoked_at = now(), updated_at = now()
                where org_id = :orgId and id = :keyId and revoked_at is null
                """)
            .bind("orgId", key.orgId())
            .bind("keyId", key.id())
            .execute()
        > 0;
  }

  /// The key that a form has made. Of two that are sent at once, the second waits for the first.
  static Optional<UUID> ofForm(Handle handle, UUID orgId, UUID form) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended(:form, 0))")
        .bind("form", form.toString())
        .mapToMap()
        .list();
    return handle
        .createQuery("select id from keys where org_id = :orgId and form_id = :form")
        .bind("orgId", orgId)
        .bind("form", form)
        .mapTo(UUID.class)
        .findOne();
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
