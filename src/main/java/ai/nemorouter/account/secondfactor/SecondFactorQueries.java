package ai.nemorouter.account.secondfactor;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about second factors and recovery codes, checked when they are compiled. Who
/// changes them holds the account.
public interface SecondFactorQueries {
  Session session();

  /// A person's authenticator.
  ///
  /// @param secret encrypted
  /// @param confirmedAt null as long as it does not count
  record Stored(String secret, @Nullable Instant confirmedAt) {}

  @HQL("select f.secret, f.confirmedAt from SecondFactorEntity f where f.userId = :userId")
  Optional<Stored> find(UUID userId);

  @HQL(
      """
      insert into SecondFactorEntity (userId, secret) values (:userId, :secret)
      on conflict (userId) do update set secret = :secret, createdAt = instant
      """)
  int begin(UUID userId, String secret);

  @HQL("update SecondFactorEntity f set f.confirmedAt = instant where f.userId = :userId")
  int confirm(UUID userId);

  /// @return 0 if a code of that step or a later one was accepted before
  @HQL(
      """
      update SecondFactorEntity f set f.lastStep = :step
      where f.userId = :userId and f.lastStep < :step
      """)
  int use(UUID userId, long step);

  /// With it go the recovery codes.
  ///
  /// @return 0 if there was none
  @HQL("delete from SecondFactorEntity f where f.userId = :userId")
  int remove(UUID userId);

  @HQL("insert into RecoveryCodeEntity (userId, codeHash) values (:userId, :codeHash)")
  int addCode(UUID userId, byte[] codeHash);

  @HQL("delete from RecoveryCodeEntity c where c.userId = :userId")
  int removeCodes(UUID userId);

  /// @return 0 if there is no such code that was not used before
  @HQL(
      """
      update RecoveryCodeEntity c set c.usedAt = instant
      where c.userId = :userId and c.codeHash = :codeHash and c.usedAt is null
      """)
  int useCode(UUID userId, byte[] codeHash);

  @HQL("select count(c) from RecoveryCodeEntity c where c.userId = :userId and c.usedAt is null")
  long codesLeft(UUID userId);
}
