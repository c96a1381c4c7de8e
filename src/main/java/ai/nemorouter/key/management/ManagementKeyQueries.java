package ai.nemorouter.key.management;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about management keys, checked when they are compiled.
interface ManagementKeyQueries {
  Session session();

  @HQL("select id from ManagementKeyEntity where orgId = :orgId and formId = :form")
  List<UUID> ofForm(UUID orgId, UUID form);

  /// Writes nothing where it was used since `before`, so that a busy program does not write all the
  /// time.
  @HQL(
      """
      update ManagementKeyEntity set lastUsedAt = :now
      where orgId = :orgId and id = :id and (lastUsedAt is null or lastUsedAt < :before)
      """)
  int use(UUID orgId, UUID id, Instant now, Instant before);

  @HQL(
      """
      update ManagementKeyEntity set revokedAt = :now
      where orgId = :orgId and name = :name and secretHash <> :secretHash and revokedAt is null
      """)
  int revokeOthers(UUID orgId, String name, byte[] secretHash, Instant now);

  @HQL(
      """
      insert into ManagementKeyEntity (orgId, id, name, secretHash, lastFour)
      values (:orgId, :id, :name, :secretHash, :lastFour)
      on conflict (secretHash) do update set revokedAt = null
      """)
  int insertOrRestore(UUID orgId, UUID id, String name, byte[] secretHash, String lastFour);
}
