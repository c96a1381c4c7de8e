package ai.nemorouter.sso;

import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about who people are at the provider, checked when they are compiled.
interface IdentityQueries {
  Session session();

  /// @return 0 if it was not free, or the account has one from that provider
  @HQL(
      """
      insert into IdentityEntity (issuer, subject, userId) values (:issuer, :subject, :userId)
      on conflict do nothing
      """)
  int insert(String issuer, String subject, UUID userId);

  /// The account's subject at that provider.
  @HQL(
      """
      select i.subject from IdentityEntity i where i.issuer = :issuer and i.userId = :userId
      """)
  Optional<String> subject(String issuer, UUID userId);

  /// How many identities made the account an operator's.
  @HQL("select count(i) from IdentityEntity i where i.userId = :userId and i.operator = true")
  long promoting(UUID userId);

  @HQL("delete from IdentityEntity i where i.userId = :userId")
  int deleteAll(UUID userId);
}
