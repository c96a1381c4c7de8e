package ai.nemorouter.account.token;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about sign-ins that wait for a code and links to set a password anew, checked
/// when they are compiled. Who uses one up holds the account.
public interface TokenQueries {
  Session session();

  @HQL(
      """
      insert into PendingSignInEntity (tokenHash, userId, expiresAt)
      values (:tokenHash, :userId, :expiresAt)
      """)
  int addSignIn(byte[] tokenHash, UUID userId, Instant expiresAt);

  /// Whose it is, while it counts.
  @HQL(
      """
      select p.userId from PendingSignInEntity p
      where p.tokenHash = :tokenHash and p.expiresAt > instant
      """)
  Optional<UUID> ofSignIn(byte[] tokenHash);

  @HQL("delete from PendingSignInEntity p where p.tokenHash = :tokenHash")
  int endSignIn(byte[] tokenHash);

  @HQL("delete from PendingSignInEntity p where p.userId = :userId")
  int endSignIns(UUID userId);

  @HQL("delete from PendingSignInEntity p where p.expiresAt < instant")
  int forgetSignIns();

  @HQL(
      """
      insert into PasswordResetEntity (tokenHash, userId, expiresAt)
      values (:tokenHash, :userId, :expiresAt)
      """)
  int addReset(byte[] tokenHash, UUID userId, Instant expiresAt);

  /// Whose it is, while it counts.
  @HQL(
      """
      select r.userId from PasswordResetEntity r
      where r.tokenHash = :tokenHash and r.expiresAt > instant
      """)
  Optional<UUID> ofReset(byte[] tokenHash);

  @HQL("delete from PasswordResetEntity r where r.userId = :userId")
  int endResets(UUID userId);

  @HQL("delete from PasswordResetEntity r where r.expiresAt < instant")
  int forgetResets();
}
