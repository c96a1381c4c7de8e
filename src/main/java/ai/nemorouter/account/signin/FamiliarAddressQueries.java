package ai.nemorouter.account.signin;

import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about where people signed in from, checked when they are compiled.
interface FamiliarAddressQueries {
  Session session();

  /// @return 1 if the person signed in from there within the last months
  @HQL(
      """
      select count(f) from FamiliarAddressEntity f
      where f.userId = :userId and f.addressHash = :hash and f.lastAt > instant - 90 day
      """)
  long recent(UUID userId, byte[] hash);

  @HQL(
      """
      insert into FamiliarAddressEntity (userId, addressHash) values (:userId, :hash)
      on conflict (userId, addressHash) do update set lastAt = instant
      """)
  int add(UUID userId, byte[] hash);

  @HQL(
      """
      delete from FamiliarAddressEntity f
      where f.userId = :userId and f.lastAt < instant - 90 day
      """)
  int forgetOld(UUID userId);

  @HQL("delete from FamiliarAddressEntity f where f.userId = :userId")
  int forgetAll(UUID userId);
}
