package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.PageOf;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/// The SQL of management keys.
final class ManagementKeyRows {
  private static final RowMapper<ManagementKey> KEY = ConstructorMapper.of(ManagementKey.class);
  private static final String MATCHING =
      """
      from management_keys
      where org_id = :orgId and strpos(lower(name), lower(:search)) > 0
        and (:ended or (revoked_at is null and (expires_at is null or expires_at > now())))
      """;

  private ManagementKeyRows() {}

  static PageOf<ManagementKey> page(Handle handle, UUID orgId, ManagementKeys.Filter filter) {
    List<ManagementKey> keys =
        handle
            .createQuery(
                "select * "
                    + MATCHING
                    + " order by "
                    + filter.sort().columns()
                    + " limit :limit offset :offset")
            .bind("orgId", orgId)
            .bind("search", filter.search())
            .bind("ended", filter.ended())
            .bind("limit", PageOf.SIZE)
            .bind("offset", PageOf.offset(filter.page()))
            .map(KEY)
            .list();
    long found =
        handle
            .createQuery("select count(*) " + MATCHING)
            .bind("orgId", orgId)
            .bind("search", filter.search())
            .bind("ended", filter.ended())
            .mapTo(Long.class)
            .one();
    return new PageOf<>(keys, filter.page(), found);
  }

  static ManagementKey findOrThrow(Handle handle, UUID orgId, UUID id) {
    return handle
        .createQuery("select * from management_keys where org_id = :orgId and id = :id")
        .bind("orgId", orgId)
        .bind("id", id)
        .map(KEY)
        .findOne()
        .orElseThrow(() -> new NotFoundException("management key"));
  }

  static ManagementKey lockOrThrow(Handle handle, UUID orgId, UUID id) {
    return handle
        .createQuery("select * from management_keys where org_id = :orgId and id = :id for update")
        .bind("orgId", orgId)
        .bind("id", id)
        .map(KEY)
        .findOne()
        .orElseThrow(() -> new NotFoundException("management key"));
  }

  /// The one with this secret, if it works now.
  static Optional<ManagementKey> ofSecret(Handle handle, byte[] secretHash) {
    return handle
        .createQuery(
            """
            select m.* from management_keys m join organizations o on o.id = m.org_id
            where (m.secret_hash = :secretHash or (m.previous_hash = :secretHash and m.previous_until > now()))
              and m.revoked_at is null and (m.expires_at is null or m.expires_at > now()) and o.suspended_at is null
            """)
        .bind("secretHash", secretHash)
        .map(KEY)
        .findOne();
  }

  /// At most once a minute, so that a busy program does not write all the time.
  static void used(Handle handle, ManagementKey key) {
    handle
        .createUpdate(
            """
            update management_keys set last_used_at = now()
            where org_id = :orgId and id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute')
            """)
        .bind("orgId", key.orgId())
        .bind("id", key.id())
        .execute();
  }

  static ManagementKey insert(
      Handle handle, Actor actor, NewManagementKey wanted, KeySecret secret) {
    return handle
        .createQuery(
            """
            insert into management_keys (org_id, id, name, secret_hash, last_four, created_by, expires_at, permissions,
              allowed_addresses, form_id)
            values (:orgId, :id, :name, :secretHash, :lastFour, :createdBy, :expiresAt, :permissions, :addresses, :form)
            returning *
            """)
        .bind("orgId", actor.orgId())
        .bind("id", Ids.next())
        .bind("name", wanted.name())
        .bind("secretHash", secret.sha256())
        .bind("lastFour", secret.lastFour())
        .bind("createdBy", actor.displayName())
        .bind("expiresAt", wanted.expiresAt())
        .bindArray(
            "permissions", String.class, wanted.permissions().stream().map(Enum::name).toList())
        .bindArray("addresses", String.class, wanted.addresses())
        .bind("form", wanted.form())
        .map(KEY)
        .one();
  }

  static ManagementKey rotate(
      Handle handle, ManagementKey key, KeySecret secret, long graceSeconds) {
    return handle
        .createQuery(
            """
            update management_keys set previous_hash = secret_hash, previous_last_four = last_four,
              previous_until = clock_timestamp() + :grace * interval '1 second',
              secret_hash = :secretHash, last_four = :lastFour, secret_number = secret_number + 1,
              secret_created_at = clock_timestamp()
            where org_id = :orgId and id = :id returning *
            """)
        .bind("grace", graceSeconds)
        .bind("secretHash", secret.sha256())
        .bind("lastFour", secret.lastFour())
        .bind("orgId", key.orgId())
        .bind("id", key.id())
        .map(KEY)
        .one();
  }

  /// @return whether the secret before the newest one was still in its grace period
  static boolean endPrevious(Handle handle, ManagementKey key) {
    return handle.execute(
            """
            update management_keys set previous_until = clock_timestamp()
            where org_id = ? and id = ? and previous_until > clock_timestamp()
            """,
            key.orgId(),
            key.id())
        > 0;
  }

  /// @return false if it was revoked before
  static boolean revoke(Handle handle, ManagementKey key) {
    return handle.execute(
            "update management_keys set revoked_at = now() where org_id = ? and id = ? and revoked_at is null",
            key.orgId(),
            key.id())
        > 0;
  }

  /// What a form has made. Of two that are sent at once, the second waits for the first.
  static Optional<UUID> ofForm(Handle handle, UUID orgId, UUID form) {
    handle
        .createQuery("select pg_advisory_xact_lock(hashtextextended(:form, 0))")
        .bind("form", form.toString())
        .mapToMap()
        .list();
    return handle
        .createQuery("select id from management_keys where org_id = :orgId and form_id = :form")
        .bind("orgId", orgId)
        .bind("form", form)
        .mapTo(UUID.class)
        .findOne();
  }
}
