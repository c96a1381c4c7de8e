package ai.nemorouter.account.session;

import ai.nemorouter.access.SignedIn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;

/// Fixed statements about sessions, checked when they are compiled.
interface SessionQueries {
  Session session();

  /// A session with its person, as each request asks for it.
  ///
  /// @param now by the clock of the database
  record Found(
      UUID sessionId,
      UUID userId,
      String email,
      String name,
      boolean operator,
      Instant lastSeenAt,
      Instant now) {
    SignedIn person() {
      return new SignedIn(sessionId, userId, email, name, operator);
    }
  }

  /// Unless it is too old or the account is suspended.
  @HQL(
      """
      select s.id, a.id, a.email, a.name, a.operator, s.lastSeenAt, instant
      from SessionEntity s join AccountEntity a on a.id = s.userId
      where s.tokenHash = :tokenHash and s.expiresAt > instant and a.suspendedAt is null
      """)
  Optional<Found> find(byte[] tokenHash);

  /// Notes that it is in use, unless another request did so within a minute.
  @HQL(
      """
      update SessionEntity s set s.lastSeenAt = instant
      where s.id = :id and s.lastSeenAt < instant - 1 minute
      """)
  int touch(UUID id);

  /// Those under way, the one used last first.
  ///
  /// @param idleSince what was not used since then is over
  @HQL(
      """
      select s.id, s.method, s.secondFactor, s.address, s.agent, s.createdAt, s.lastSeenAt
      from SessionEntity s
      where s.userId = :userId and s.expiresAt > instant and s.lastSeenAt > :idleSince
      order by s.lastSeenAt desc, s.id desc
      """)
  List<ai.nemorouter.account.session.Session> underWay(UUID userId, Instant idleSince);

  @HQL("select s.userId from SessionEntity s where s.id = :id and s.expiresAt > instant")
  Optional<UUID> owner(UUID id);

  /// A session and whose it is.
  record Owned(UUID id, UUID userId) {}

  @HQL("select s.id, s.userId from SessionEntity s where s.tokenHash = :tokenHash")
  Optional<Owned> ofToken(byte[] tokenHash);

  /// @return 0 if there is no such session of that person
  @HQL("delete from SessionEntity s where s.id = :id and s.userId = :userId")
  int end(UUID id, UUID userId);

  @HQL("delete from SessionEntity s where s.id in :ids")
  int endAll(Collection<UUID> ids);

  /// @param except the id of one that stays; of no session for none
  @HQL("delete from SessionEntity s where s.userId = :userId and s.id <> :except")
  int endOthers(UUID userId, UUID except);

  /// Those that are over, and the ones unused longest where there are more than are kept.
  @HQL(
      """
      delete from SessionEntity s
      where s.userId = :userId
        and (s.expiresAt < instant or s.lastSeenAt < :idleSince
          or s.id in (select o.id from SessionEntity o where o.userId = :userId
            order by o.lastSeenAt desc, o.id desc offset :kept rows))
      """)
  int endStale(UUID userId, Instant idleSince, int kept);

  @HQL("delete from SessionEntity s where s.expiresAt < instant or s.lastSeenAt < :idleSince")
  int endAllStale(Instant idleSince);
}
