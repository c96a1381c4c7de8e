package ai.nemorouter.key;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Rights;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The keys of programs that manage inference keys. They cannot make calls. One given by the
/// environment may be any long string, so a management key is known by its SHA-256 alone.
@ApplicationScoped
public class ManagementKeys {
  private final Database database;

  ManagementKeys(Database database) {
    this.database = database;
  }

  /// On whose behalf the program with this secret acts; empty if the key does not exist or was
  /// revoked, or if its organization is suspended.
  public Optional<Actor.Automation> find(byte[] secretHash, Origin origin) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select m.org_id, m.id, m.name, m.permissions from management_keys m join organizations o on o.id = m.org_id
                    where m.secret_hash = :secretHash and m.revoked_at is null and o.suspended_at is null
                    """)
                .bind("secretHash", secretHash)
                .map((row, context) ->
                    new Actor.Automation(
                        row.getObject("org_id", UUID.class),
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        rights(row.getArray("permissions")),
                        origin))
                .findOne());
  }

  /// What a management key may do that was made without naming it: everything but what concerns
  /// owners.
  private static final Rights UNNAMED = Rights.of(Role.ADMINISTRATOR);

  /// @param names null for one that was made without naming any
  private static Rights rights(@Nullable Array names) throws SQLException {
    return names == null
        ? UNNAMED
        : new Rights(Permission.named((String[]) names.getArray()), Map.of());
  }

  /// Makes `secret` the one management key of that name: what the environment says is what counts,
  /// so a secret that stood there before is revoked.
  public void replace(Handle handle, UUID orgId, String name, String secret) {
    byte[] secretHash = KeySecret.sha256(secret);
    handle
        .createUpdate(
            """
            update management_keys set revoked_at = now()
            where org_id = :orgId and name = :name and secret_hash <> :secretHash and revoked_at is null
            """)
        .bind("orgId", orgId)
        .bind("name", name)
        .bind("secretHash", secretHash)
        .execute();
    handle
        .createUpdate(
            """
            insert into management_keys (org_id, id, name, secret_hash, last_four)
            values (:orgId, :id, :name, :secretHash, :lastFour)
            on conflict (secret_hash) do update set revoked_at = null
            """)
        .bind("orgId", orgId)
        .bind("id", Ids.next())
        .bind("name", name)
        .bind("secretHash", secretHash)
        .bind("lastFour", KeySecret.lastFour(secret))
        .execute();
  }
}
