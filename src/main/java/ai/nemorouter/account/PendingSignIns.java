package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Between the right password and the right code. What is kept here is no session: no page opens by
/// it but the one that asks for the code.
@ApplicationScoped
public class PendingSignIns {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Database database;
  private final Accounts accounts;
  private final Sessions sessions;
  private final SecondFactors secondFactors;
  private final AuditLog auditLog;

  PendingSignIns(
      Database database,
      Accounts accounts,
      Sessions sessions,
      SecondFactors secondFactors,
      AuditLog auditLog) {
    this.database = database;
    this.accounts = accounts;
    this.sessions = sessions;
    this.secondFactors = secondFactors;
    this.auditLog = auditLog;
  }

  /// What came of a code.
  sealed interface Outcome {
    /// @param token of the new session
    record Accepted(String token) implements Outcome {}

    record WrongCode() implements Outcome {}

    /// Too late, or begun nowhere: the password is asked for again.
    record Over() implements Outcome {}
  }

  /// @return a token for the browser
  String begin(Handle handle, UUID userId) {
    String token = Tokens.next();
    handle.execute("delete from pending_sign_ins where expires_at < now()");
    handle
        .createUpdate(
            """
            insert into pending_sign_ins (token_hash, user_id, expires_at)
            values (:tokenHash, :userId, now() + :seconds * interval '1 second')
            """)
        .bind("tokenHash", Tokens.hash(token))
        .bind("userId", userId)
        .bind("seconds", PATIENCE.toSeconds())
        .execute();
    return token;
  }

  boolean isUnderWay(String token) {
    return database.acrossOrganizations().read(handle -> find(handle, token, "")).isPresent();
  }

  /// @param before the token of the session that the browser has already, if any
  /// @throws ThrottledException after too many wrong codes for the account
  Outcome finish(String token, String code, Origin origin, Optional<String> before) {
    Optional<UUID> userId = database.acrossOrganizations().read(handle -> find(handle, token, ""));
    if (userId.isEmpty()) {
      return new Outcome.Over();
    }
    secondFactors.takeOrThrow(userId.get());
    return database
        .acrossOrganizations()
        .inTransaction(
            handle -> finish(handle, new Begun(userId.get(), token), code, origin, before));
  }

  private Outcome finish(
      Handle handle, Begun begun, String code, Origin origin, Optional<String> before) {
    Account account = accounts.lockOrThrow(handle, begun.userId());
    if (find(handle, begun.token(), " for update").isEmpty()) {
      return new Outcome.Over();
    }
    if (!secondFactors.use(handle, account.id(), code)) {
      auditLog.recordPersonal(
          handle,
          account.personal(origin),
          "sign_in.code_refused",
          account.target(),
          Json.object());
      return new Outcome.WrongCode();
    }
    handle.execute(
        "delete from pending_sign_ins where token_hash = ?", (Object) Tokens.hash(begun.token()));
    accounts.becomeFamiliar(handle, account.id(), origin.address());
    return new Outcome.Accepted(
        sessions
            .start(handle, account.id(), Sessions.Method.PASSWORD_AND_CODE, origin, before)
            .token());
  }

  private static Optional<UUID> find(Handle handle, String token, String lock) {
    return handle
        .createQuery(
            "select user_id from pending_sign_ins where token_hash = :tokenHash and expires_at > now()"
                + lock)
        .bind("tokenHash", Tokens.hash(token))
        .mapTo(UUID.class)
        .findOne();
  }

  /// @param token of the browser that gave the right password of that person
  private record Begun(UUID userId, String token) {}
}
