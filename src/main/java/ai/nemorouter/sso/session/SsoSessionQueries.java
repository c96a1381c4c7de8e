package ai.nemorouter.sso.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/// Fixed statements about sessions that hang on the provider, checked when they are compiled.
public interface SsoSessionQueries {
  Session session();

  @HQL(
      """
      insert into SsoSessionEntity (sessionId, issuer, subject, sid, refreshToken, idToken, refreshDueAt)
      values (:sessionId, :issuer, :subject, :sid, :refreshToken, :idToken, :refreshDueAt)
      """)
  int insert(
      UUID sessionId,
      String issuer,
      String subject,
      @Nullable String sid,
      @Nullable String refreshToken,
      String idToken,
      Instant refreshDueAt);

  @HQL(
      """
      select x.sessionId, i.userId, x.issuer, x.subject, x.refreshToken, x.idToken, x.refreshDueAt,
        instant
      from SsoSessionEntity x join IdentityEntity i on i.issuer = x.issuer and i.subject = x.subject
      where x.sessionId = :sessionId
      """)
  Optional<SsoSessions.Row> find(UUID sessionId);

  /// Those that the provider means.
  ///
  /// @param sid what it calls the session; null for all of the person
  /// @param subject null for the session of any person
  @HQL(
      """
      select x.sessionId, i.userId, x.issuer, x.subject, x.refreshToken, x.idToken, x.refreshDueAt,
        instant
      from SsoSessionEntity x join IdentityEntity i on i.issuer = x.issuer and i.subject = x.subject
      where x.issuer = :issuer
        and (cast(:sid as String) is null or x.sid = :sid)
        and (cast(:subject as String) is null or x.subject = :subject)
      """)
  List<SsoSessions.Row> named(String issuer, @Nullable String sid, @Nullable String subject);

  @HQL(
      """
      select x.sessionId from SsoSessionEntity x
      where x.issuer = :issuer and x.subject = :subject
      """)
  List<UUID> of(String issuer, String subject);

  /// Keeps what the provider called the session before if it does not say now.
  ///
  /// @param askedUntil a moment that is over: others may ask again
  /// @return 0 if the session ended meanwhile
  @HQL(
      """
      update SsoSessionEntity x set x.refreshToken = :refreshToken, x.idToken = :idToken,
        x.sid = coalesce(:sid, x.sid), x.refreshDueAt = :refreshDueAt, x.askedUntil = :askedUntil
      where x.sessionId = :sessionId
      """)
  int renew(
      UUID sessionId,
      @Nullable String refreshToken,
      String idToken,
      @Nullable String sid,
      Instant refreshDueAt,
      Instant askedUntil);

  /// @return 0 if another request asks the provider, or has asked it
  @HQL(
      """
      update SsoSessionEntity x set x.askedUntil = :until
      where x.sessionId = :sessionId and x.refreshDueAt <= instant and x.askedUntil < instant
      """)
  int takeTurn(UUID sessionId, Instant until);

  @HQL("update SsoSessionEntity x set x.askedUntil = :until where x.sessionId = :sessionId")
  int leave(UUID sessionId, Instant until);

  /// @return 0 if that token came before
  @HQL(
      """
      insert into LogoutTokenEntity (issuer, jti, expiresAt) values (:issuer, :jti, :expiresAt)
      on conflict do nothing
      """)
  int note(String issuer, String jti, Instant expiresAt);

  @HQL("delete from LogoutTokenEntity t where t.expiresAt < instant")
  int forgetNotes();
}
