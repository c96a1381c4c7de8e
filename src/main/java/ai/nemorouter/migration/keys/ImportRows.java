package ai.nemorouter.migration.keys;

import ai.nemorouter.platform.error.NotFoundException;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/// The rows of imports: records for who reads, and the entity, locked, for who changes; and what
/// there is of teams and keys that an import has to fit to.
@ApplicationScoped
class ImportRows implements PanacheRepositoryBase<ImportEntity, UUID> {
  private static final int LISTED_MAX = 100;

  private static final String REPORT =
      """
      select i.id, i.source, i.created_by, i.created_at, i.revoked_at, count(*) as keys,
        count(*) filter (where k.revoked_at is null) as live
      from imports i
      join import_keys m on m.org_id = i.org_id and m.import_id = i.id
      join key_records k on k.org_id = m.org_id and k.id = m.key_id
      where i.org_id = :orgId and (cast(:importId as uuid) is null or i.id = :importId)
      group by i.org_id, i.id order by i.id desc limit :most
      """;

  /// The newest first.
  List<KeyImport> newest(UUID orgId) {
    return report(orgId, null).getResultList();
  }

  KeyImport getOrThrow(UUID orgId, UUID importId) {
    return report(orgId, importId).uniqueResultOptional().orElseThrow(ImportRows::none);
  }

  private NativeQuery<KeyImport> report(UUID orgId, @Nullable UUID importId) {
    return getSession()
        .createNativeQuery(REPORT, KeyImport.class)
        .setParameter("orgId", orgId)
        .setParameter("importId", importId, UUID.class)
        .setParameter("most", LISTED_MAX);
  }

  /// Locks the row until the transaction ends.
  ImportEntity lockOrThrow(UUID orgId, UUID importId) {
    return find("orgId = ?1 and id = ?2", orgId, importId)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .firstResultOptional()
        .orElseThrow(ImportRows::none);
  }

  /// The name of a team; empty if it is archived or there is none.
  Optional<String> openTeam(UUID orgId, UUID teamId) {
    return getSession()
        .createNativeQuery(
            "select name from team_records where org_id = :orgId and id = :id and archived_at is null",
            String.class)
        .setParameter("orgId", orgId)
        .setParameter("id", teamId)
        .uniqueResultOptional();
  }

  /// In small letters.
  List<String> namesOfUnrevokedKeys(UUID orgId) {
    return getSession()
        .createNativeQuery(
            "select lower(name) from key_records where org_id = :orgId and revoked_at is null",
            String.class)
        .setParameter("orgId", orgId)
        .getResultList();
  }

  private static NotFoundException none() {
    return new NotFoundException("import");
  }
}
