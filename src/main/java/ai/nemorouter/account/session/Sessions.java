package ai.nemorouter.account.session;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountEntity;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.SuspendedAccountException;
import ai.nemorouter.account.token.SecretTokens;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who is signed in, kept on the server: the browser holds a random token, the database its hash,
/// so that the content of the database is not enough to sign in.
@ApplicationScoped
public class Sessions {
  /// Of one person; a program that signs in again and again ends its own old ones.
  private static final int AT_ONCE_MAX = 50;

  private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);

  /// The id of no session.
  private static final UUID NONE = new UUID(0, 0);

  private final Database database;
  private final org.hibernate.Session session;
  private final SessionQueries queries;
  private final AccountRows rows;
  private final AuditLog auditLog;
  private final SessionConfig config;

  Sessions(
      Database database,
      org.hibernate.Session session,
      SessionQueries queries,
      AccountRows rows,
      AuditLog auditLog,
      SessionConfig config) {
    this.database = database;
    this.session = session;
    this.queries = queries;
    this.rows = rows;
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

  /// Begins a session, as part of a transaction across organizations.
  ///
  /// @param before the token that the browser sent, if any: that session ends, even if it is
  ///   another user's
  /// @throws SuspendedAccountException for people who may not sign in
  public Started start(UUID userId, Method method, Origin origin, Optional<String> before) {
    AccountEntity entity = rows.lockOrThrow(userId);
    Account account = entity.shown();
    if (account.suspendedAt() != null) {
      throw new SuspendedAccountException();
    }
    before.ifPresent(token -> endReplaced(token, origin));
    queries.endStale(userId, idleSince(), AT_ONCE_MAX - 1);
    Started started = new Started(Ids.next(), SecretTokens.next());
    session.persist(
        new SessionEntity(started, userId, method, origin, database.now().plus(config.absolute())));
    session.flush(); // Rows that hang on the session can be made at once.
    entity.signIn(database.now());
    auditLog.recordPersonal(
        account.personal(origin),
        "session.started",
        target(started.id()),
        Json.object().put("method", method.name().toLowerCase(Locale.ROOT)));
    return started;
  }

  /// The person behind a token, unless the session ended, was idle for too long or is too old, or
  /// the account is suspended. Notes that it is in use, at most once a minute, so that reading
  /// pages stays cheap.
  Optional<SignedIn> find(String token) {
    return database.inInstallation(() -> {
      Optional<SessionQueries.Found> found =
          queries
              .find(SecretTokens.hash(token))
              .filter(one -> one.lastSeenAt().isAfter(one.now().minus(config.idle())));
      found
          .filter(one -> one.lastSeenAt().isBefore(one.now().minus(BETWEEN_NOTES)))
          .ifPresent(one -> queries.touch(one.sessionId()));
      return found.map(SessionQueries.Found::person);
    });
  }

  /// The person's own sessions, the one used last first.
  public List<Session> list(UUID userId) {
    return database.inInstallation(() -> queries.underWay(userId, idleSince()));
  }

  /// Whose session it is, while it is not too old; to be asked across organizations.
  public Optional<UUID> owner(UUID sessionId) {
    return queries.owner(sessionId);
  }

  /// Signs out the browser that brought that token.
  public void signOut(SignedIn person, Origin origin) {
    database.inInstallation(() -> end(person.userId(), person.sessionId(), origin));
  }

  /// Ends one of the person's own sessions.
  ///
  /// @throws NotFoundException if it is not theirs, or over
  public void end(SignedIn person, UUID sessionId, Origin origin) {
    if (!database.inInstallation(() -> end(person.userId(), sessionId, origin))) {
      throw new NotFoundException("session");
    }
  }

  /// Ends all of the person's own sessions but the one they act in.
  ///
  /// @return how many
  public int endOthers(SignedIn person, Origin origin) {
    return database.inInstallation(() -> {
      int ended = endAll(person.userId(), person.sessionId());
      auditLog.recordPersonal(
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
  public boolean end(UUID userId, UUID sessionId, Origin origin) {
    Account account = rows.lockOrThrow(userId).shown();
    boolean ended = queries.end(sessionId, userId) > 0;
    if (ended) {
      auditLog.recordPersonal(
          account.personal(origin), "session.ended", target(sessionId), Json.object());
    }
    return ended;
  }

  /// Ends all sessions of a person as part of a transaction across organizations, whose entry in
  /// the audit log tells why.
  ///
  /// @param except stays; null ends all
  /// @return how many ended
  public int endAll(UUID userId, @Nullable UUID except) {
    return queries.endOthers(userId, Objects.requireNonNullElse(except, NONE));
  }

  /// The same for these sessions.
  public int endAll(Collection<UUID> ids) {
    return queries.endAll(ids);
  }

  private void endReplaced(String token, Origin origin) {
    queries
        .ofToken(SecretTokens.hash(token))
        .filter(replaced -> queries.end(replaced.id(), replaced.userId()) > 0)
        .ifPresent(replaced ->
            auditLog.recordPersonal(
                rows.getOrThrow(replaced.userId()).personal(origin),
                "session.ended",
                target(replaced.id()),
                Json.object().put("replaced", true)));
  }

  /// Removes everything about sessions that can no longer be used, above all what they have from an
  /// identity provider.
  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database.inInstallation(() -> queries.endAllStale(idleSince()));
  }

  /// What was not used since then is over.
  private Instant idleSince() {
    return database.now().minus(config.idle());
  }

  private static String target(UUID sessionId) {
    return "session " + sessionId;
  }
}
