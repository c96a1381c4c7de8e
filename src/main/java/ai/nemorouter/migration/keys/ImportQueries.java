package ai.nemorouter.migration.keys;

import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about imports, checked when they are compiled.
interface ImportQueries {
  Session session();

  @HQL("select keyId from ImportKeyEntity where orgId = :orgId and importId = :importId")
  List<UUID> keysOf(UUID orgId, UUID importId);
}
