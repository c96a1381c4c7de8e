package ai.nemorouter.account.registration;

import java.time.Instant;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about accounts that people make themselves, checked when they are compiled.
interface RegistrationQueries {
  Session session();

  /// Makes the link of an address the one that counts.
  @HQL(
      """
      insert into RegistrationEntity (address, email, tokenHash, expiresAt)
      values (:address, :email, :tokenHash, :expiresAt)
      on conflict (address) do update
      set email = :email, tokenHash = :tokenHash, expiresAt = :expiresAt
      """)
  int replace(String address, String email, byte[] tokenHash, Instant expiresAt);

  @HQL(
      """
      select r.email from RegistrationEntity r
      where r.tokenHash = :tokenHash and r.expiresAt > instant
      """)
  Optional<String> email(byte[] tokenHash);

  /// Waits for a transaction that uses the same link at the same moment.
  ///
  /// @return 0 if the link was used or replaced meanwhile
  @HQL("delete from RegistrationEntity r where r.tokenHash = :tokenHash and r.expiresAt > instant")
  int use(byte[] tokenHash);

  @HQL("delete from RegistrationEntity r where r.expiresAt <= instant")
  int forgetExpired();
}
