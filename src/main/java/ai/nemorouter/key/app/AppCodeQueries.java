package ai.nemorouter.key.app;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about the codes of apps, checked when they are compiled.
interface AppCodeQueries {
  Session session();

  @HQL("from AppCodeEntity where orgId = :orgId and codeHash = :codeHash")
  Optional<AppCodeEntity> find(UUID orgId, byte[] codeHash);

  /// Waits for a transaction that uses the same code at the same moment.
  ///
  /// @return 0 if the code was used or ended meanwhile
  @HQL(
      """
      update AppCodeEntity set usedAt = instant
      where orgId = :orgId and codeHash = :codeHash and usedAt is null and expiresAt > instant
      """)
  int use(UUID orgId, byte[] codeHash);

  @HQL("delete from AppCodeEntity where expiresAt <= :before")
  int forget(Instant before);
}
