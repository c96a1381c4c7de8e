package ai.nemorouter.account;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about accounts, checked when they are compiled.
interface AccountQueries {
  Session session();

  @HQL(
      """
      select a.id, a.email, a.name, a.passwordHash, a.operator, a.suspendedAt, a.emailVerifiedAt
      from AccountEntity a where lower(a.email) = lower(:email)
      """)
  Optional<Account> ofAddress(String email);

  @HQL(
      """
      select a.id, a.email, a.name, a.passwordHash, a.operator, a.suspendedAt, a.emailVerifiedAt
      from AccountEntity a where a.id = :userId
      """)
  Optional<Account> find(UUID userId);

  /// @return 0 if the address has an account
  @HQL(
      """
      insert into AccountEntity (id, email, name, passwordHash)
      values (:id, :email, :name, :passwordHash) on conflict do nothing
      """)
  int insert(UUID id, String email, String name, @Nullable String passwordHash);

  /// Those who have one of these addresses.
  ///
  /// @param emails in small letters
  @HQL("select a.id from AccountEntity a where lower(a.email) in :emails order by a.id")
  List<UUID> ofAddresses(Collection<String> emails);

  @HQL("delete from SessionEntity s where s.userId in :people")
  int removeSessions(Collection<UUID> people);

  @HQL("delete from AccountEntity a where a.id in :people")
  int remove(Collection<UUID> people);

  /// How many sessions of a person are under way.
  record UnderWay(UUID userId, Long sessions) {}

  /// Of those of these people who have any.
  ///
  /// @param idleSince what was not used since then is over
  @HQL(
      """
      select s.userId, count(s) from SessionEntity s
      where s.userId in :people and s.expiresAt > instant and s.lastSeenAt > :idleSince
      group by s.userId
      """)
  List<UnderWay> underWay(List<UUID> people, Instant idleSince);
}
