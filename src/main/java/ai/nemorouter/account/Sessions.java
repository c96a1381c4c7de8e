package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Who is signed in, kept on the server: the browser holds a random token, the database its hash,
/// so that nobody can sign in with what stands in the database.
@ApplicationScoped
public class Sessions {
  /// Of one person; a program that signs in again and again ends its own old ones.
  private static final int AT_ONCE_MAX = 50;

  private final Database database;
  private final Accounts accounts;
  private final AuditLog auditLog;
  private final SessionConfig config;

  Sessions(Database database, Accounts accounts, AuditLog auditLog, SessionConfig config) {
    this.database = database;
    this.accounts = accounts;
    this.auditLog = auditLog;
    this.config = config;
  }

  /// How somebody showed who they are.
  public enum Method {
    PASSWORD,
    PASSWORD_AND_CODE,
    SSO
  }

  /// A new session.
  ///
  /// @param token for the browser; it is stored nowhere else
  public record Started(UUID id, String token) {}

  /// A session in whose place another one came, in the same browser.
  public record Replaced(UUID id, UUID userId) {}

  /// @param before the token that the browser brought, if any: that session ends, whoever's it was
  /// @throws SuspendedAccountException for people who may not sign in
  public Started start(UUID userId, Method method, Origin origin, Optional<String> before) {
    return database
        .acrossOrganizations()
        .inTransaction(handle -> start(handle, userId, method, origin, before));
  }

  /// The same as part of a transaction across organizations.
  public Started start(
      Handle handle, UUID userId, Method method, Origin origin, Optional<String> before) {
    Account account = accounts.lockOrThrow(handle, userId);
    if (account.suspendedAt() != null) {
      throw new SuspendedAccountException();
    }
    before.ifPresent(token -> endReplaced(handle, token, origin));
    deleteStale(handle, userId);
    Started started = insert(handle, userId, method, origin);
    handle.execute("update users set last_sign_in_at = now() where id = ?", userId);
    auditLog.recordPersonal(
        handle,
        account.personal(origin),
        "session.started",
        target(started.id()),
        Json.object().put("method", method.name().toLowerCase(Locale.ROOT)));
    return started;
  }

  /// The person behind a token, unless the session ended, was idle for too long or is too old, or
  /// the account is suspended.
  Optional<SignedIn> find(String token) {
    Optional<SignedIn> found =
        database
            .acrossOrganizations()
            .read(handle ->
                handle
                    .createQuery(
                        """
                        select s.id as session_id, u.id as user_id, u.email, u.name, u.operator
                        from sessions s join users u on u.id = s.user_id
                        where s.token_hash = :tokenHash and s.expires_at > now()
                          and s.last_seen_at > now() - :idleSeconds * interval '1 second'
                          and u.suspended_at is null
                        """)
                    .bind("tokenHash", Tokens.hash(token))
                    .bind("idleSeconds", config.idle().toSeconds())
                    .map(ConstructorMapper.of(SignedIn.class))
                    .findOne());
    if (found.isPresent()) {
      touch(token);
    }
    return found;
  }

  /// The person's own sessions, the one used last first.
  List<Session> list(UUID userId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    """
                    select id, method, second_factor, address, agent, created_at, last_seen_at
                    from sessions
                    where user_id = :userId and expires_at > now()
                      and last_seen_at > now() - :idleSeconds * interval '1 second'
                    order by last_seen_at desc, id desc
                    """)
                .bind("userId", userId)
                .bind("idleSeconds", config.idle().toSeconds())
                .map(ConstructorMapper.of(Session.class))
                .list());
  }

  /// Signs out the browser that brought that token.
  void signOut(SignedIn person, Origin origin) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> end(handle, person.userId(), person.sessionId(), origin));
  }

  /// Ends one of the person's own sessions.
  ///
  /// @throws NotFoundException if it is not theirs, or over
  void end(SignedIn person, UUID sessionId, Origin origin) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          if (!end(handle, person.userId(), sessionId, origin)) {
            throw new NotFoundException("session");
          }
        });
  }

  /// Ends all of the person's own sessions but the one they act in.
  ///
  /// @return how many
  int endOthers(SignedIn person, Origin origin) {
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          int ended = endAll(handle, person.userId(), person.sessionId());
          auditLog.recordPersonal(
              handle,
              new AuditLog.Personal(person.userId(), person.name(), person.operator(), origin),
              "session.others_ended",
              "user " + person.userId(),
              Json.object().put("sessions", ended));
          return ended;
        });
  }

  /// Ends a session as part of a transaction across organizations.
  ///
  /// @return whether there was such a session of that person
  public boolean end(Handle handle, UUID userId, UUID sessionId, Origin origin) {
    Account account = accounts.lockOrThrow(handle, userId);
    boolean ended =
        handle.execute("delete from sessions where id = ? and user_id = ?", sessionId, userId) > 0;
    if (ended) {
      auditLog.recordPersonal(
          handle, account.personal(origin), "session.ended", target(sessionId), Json.object());
    }
    return ended;
  }

  /// Ends all sessions of a person as part of a transaction across organizations, whose entry in
  /// the audit log tells why.
  ///
  /// @param except stays; null ends all
  /// @return how many ended
  public int endAll(Handle handle, UUID userId, @Nullable UUID except) {
    return handle
        .createUpdate(
            "delete from sessions where user_id = :userId and id is distinct from :except")
        .bind("userId", userId)
        .bind("except", except)
        .execute();
  }

  private Started insert(Handle handle, UUID userId, Method method, Origin origin) {
    Started started = new Started(Ids.next(), Tokens.next());
    handle
        .createUpdate(
            """
            insert into sessions (id, token_hash, user_id, method, second_factor, address, agent, expires_at)
            values (:id, :tokenHash, :userId, :method, :secondFactor, :address, :agent,
              now() + :absoluteSeconds * interval '1 second')
            """)
        .bind("id", started.id())
        .bind("tokenHash", Tokens.hash(started.token()))
        .bind("userId", userId)
        .bind("method", method == Method.SSO ? "sso" : "password")
        .bind("secondFactor", method == Method.PASSWORD_AND_CODE)
        .bind("address", origin.address())
        .bind("agent", origin.agent())
        .bind("absoluteSeconds", config.absolute().toSeconds())
        .execute();
    return started;
  }

  private void endReplaced(Handle handle, String token, Origin origin) {
    handle
        .createQuery("delete from sessions where token_hash = :tokenHash returning id, user_id")
        .bind("tokenHash", Tokens.hash(token))
        .map(ConstructorMapper.of(Replaced.class))
        .findOne()
        .ifPresent(replaced ->
            auditLog.recordPersonal(
                handle,
                accounts.getOrThrow(handle, replaced.userId()).personal(origin),
                "session.ended",
                target(replaced.id()),
                Json.object().put("replaced", true)));
  }

  /// Those that are over, and the ones unused longest where there are too many.
  private void deleteStale(Handle handle, UUID userId) {
    handle
        .createUpdate(
            """
            delete from sessions
            where user_id = :userId
              and (expires_at < now() or last_seen_at < now() - :idleSeconds * interval '1 second'
                or id in (select id from sessions where user_id = :userId
                  order by last_seen_at desc, id desc offset :kept))
            """)
        .bind("kept", AT_ONCE_MAX - 1)
        .bind("userId", userId)
        .bind("idleSeconds", config.idle().toSeconds())
        .execute();
  }

  /// Nothing of a session stays that nobody can use any more, least of all what it has from an
  /// identity provider.
  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    delete from sessions
                    where expires_at < now() or last_seen_at < now() - :idleSeconds * interval '1 second'
                    """)
                .bind("idleSeconds", config.idle().toSeconds())
                .execute());
  }

  /// Notes that the session is in use, at most once a minute, so that reading pages stays cheap.
  private void touch(String token) {
    database
        .acrossOrganizations()
        .useTransaction(handle ->
            handle
                .createUpdate(
                    """
                    update sessions set last_seen_at = now()
                    where token_hash = :tokenHash and last_seen_at < now() - interval '1 minute'
                    """)
                .bind("tokenHash", Tokens.hash(token))
                .execute());
  }

  private static String target(UUID sessionId) {
    return "session " + sessionId;
  }
}
