package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.organization.MemberKeys;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// What becomes of keys when their owner, or their team, goes or is suspended.
@ApplicationScoped
public class LeavingOwners implements MemberKeys {
  private static final RowMapper<Unrevoked> ROW =
      (row, context) ->
          new Unrevoked(
              row.getObject("id", UUID.class),
              row.getString("name"),
              KeySecret.label(row.getString("last_four")),
              row.getObject("team_id", UUID.class),
              row.getString("team_name"),
              row.getString("state"));

  /// In the order of their ids, as every transaction locks several keys.
  private static final String LOCKED =
      """
      select k.id, k.name, k.last_four, k.team_id, t.name as team_name,
        case when k.expires_at <= now() then 'expired' when k.disabled_at is not null then 'disabled' else '' end as state
      from keys k join teams t on t.org_id = k.org_id and t.id = k.team_id
      where k.org_id = :orgId and k.revoked_at is null and %s
      order by k.id for update of k
      """;

  /// As people read it once the owner is no member any more, whose account the organization does
  /// not see then.
  private static final String OWNER_TO_READ =
      "(select u.name || ', ' || u.email from users u where u.id = keys.owner_id)";

  private final Database database;
  private final AuditLog auditLog;

  LeavingOwners(Database database, AuditLog auditLog) {
    this.database = database;
    this.auditLog = auditLog;
  }

  @Override
  public List<Unrevoked> ownedBy(UUID orgId, UUID userId, Optional<UUID> teamId) {
    return database.withHandle(handle ->
        handle
            .createQuery(
                LOCKED.formatted(
                    "k.owner_id = :userId and (cast(:teamId as uuid) is null or k.team_id = :teamId)"))
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("teamId", teamId.orElse(null))
            .map(ROW)
            .list());
  }

  @Override
  public List<Unrevoked> inTeam(UUID orgId, UUID teamId) {
    return database.withHandle(handle ->
        handle
            .createQuery(LOCKED.formatted("k.team_id = :teamId"))
            .bind("orgId", orgId)
            .bind("teamId", teamId)
            .map(ROW)
            .list());
  }

  @Override
  public void revoke(Actor actor, List<Unrevoked> keys, String because) {
    for (Unrevoked key : keys) {
      database.useHandle(handle ->
          handle
              .createUpdate(
                  """
                  update keys set revoked_at = now(), updated_at = now()
                  where org_id = :orgId and id = :keyId and revoked_at is null
                  """)
              .bind("orgId", actor.orgId())
              .bind("keyId", key.id())
              .execute());
      auditLog.record(actor, "key.revoked", "key " + key.id(), about(key, because));
    }
  }

  @Override
  public void give(Actor actor, List<Unrevoked> keys, @Nullable UUID owner, String because) {
    for (Unrevoked key : keys) {
      database.useHandle(handle -> give(handle, actor, key, owner, because));
    }
  }

  private void give(
      Handle handle, Actor actor, Unrevoked key, @Nullable UUID owner, String because) {
    UUID before = owner(handle, actor.orgId(), key.id());
    handle
        .createUpdate(
            """
            update keys set owner_id = :owner, updated_at = now(),
              former_owner = case when cast(:owner as uuid) is null then %s end
            where org_id = :orgId and id = :keyId
            """
                .formatted(OWNER_TO_READ))
        .bind("owner", owner)
        .bind("orgId", actor.orgId())
        .bind("keyId", key.id())
        .execute();
    ObjectNode details = about(key, because);
    details
        .putObject("owner")
        .put("before", before == null ? null : before.toString())
        .put("after", owner == null ? null : owner.toString());
    auditLog.record(actor, "key.owner_changed", "key " + key.id(), details);
  }

  @Override
  public void forget(UUID orgId, UUID userId) {
    database.useHandle(handle ->
        handle
            .createUpdate(
                """
                update keys set owner_id = null, former_owner = %s
                where org_id = :orgId and owner_id = :userId and revoked_at is not null
                """
                    .formatted(OWNER_TO_READ))
            .bind("orgId", orgId)
            .bind("userId", userId)
            .execute());
  }

  /// A trigger on the table decides what becomes of the rows, so that nothing else that writes them
  /// can let a key of a suspended member work.
  @Override
  public int follow(UUID orgId, UUID userId) {
    return database.withHandle(handle ->
        handle
            .createQuery(
                """
                with chosen as (
                  select k.id, k.disabled_at is null as worked from keys k
                  where k.org_id = :orgId and k.owner_id = :userId and k.revoked_at is null
                    and (k.disabled_at is null or k.disabled_reason is not null)
                  order by k.id for update of k
                ), touched as (
                  update keys k set disabled_at = k.disabled_at, updated_at = now()
                  from chosen c where k.org_id = :orgId and k.id = c.id
                  returning c.worked, k.disabled_at is null as works
                )
                select count(*) filter (where worked <> works) from touched
                """)
            .bind("orgId", orgId)
            .bind("userId", userId)
            .mapTo(Integer.class)
            .one());
  }

  private static @Nullable UUID owner(Handle handle, UUID orgId, UUID keyId) {
    return handle
        .createQuery("select owner_id from keys where org_id = :orgId and id = :keyId")
        .bind("orgId", orgId)
        .bind("keyId", keyId)
        .map((row, context) -> row.getObject("owner_id", UUID.class))
        .findOne()
        .orElse(null);
  }

  private static ObjectNode about(Unrevoked key, String because) {
    return Json.object()
        .put("name", key.name())
        .put("secret", key.label())
        .put("team", key.teamName())
        .put("because", because);
  }
}
