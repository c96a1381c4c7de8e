package ai.nemorouter.account.signin;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.secondfactor.SecondFactors;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.token.SecretTokens;
import ai.nemorouter.account.token.TokenQueries;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Between the right password and the right code. What is kept here is no session: no page opens by
/// it but the one that asks for the code.
@ApplicationScoped
public class PendingSignIns {
  public static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Database database;
  private final TokenQueries tokens;
  private final AccountRows rows;
  private final FamiliarAddresses addresses;
  private final Sessions sessions;
  private final SecondFactors secondFactors;
  private final AuditLog auditLog;

  PendingSignIns(
      Database database,
      TokenQueries tokens,
      AccountRows rows,
      FamiliarAddresses addresses,
      Sessions sessions,
      SecondFactors secondFactors,
      AuditLog auditLog) {
    this.database = database;
    this.tokens = tokens;
    this.rows = rows;
    this.addresses = addresses;
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

  /// As part of a transaction across organizations.
  ///
  /// @return a token for the browser
  String begin(UUID userId) {
    String token = SecretTokens.next();
    tokens.forgetSignIns();
    tokens.addSignIn(SecretTokens.hash(token), userId, database.now().plus(PATIENCE));
    return token;
  }

  boolean isUnderWay(String token) {
    return person(token).isPresent();
  }

  /// @param before the token of the session that the browser has already, if any
  /// @throws ThrottledException after too many wrong codes for the account
  Outcome finish(String token, String code, Origin origin, Optional<String> before) {
    Optional<UUID> userId = person(token);
    if (userId.isEmpty()) {
      return new Outcome.Over();
    }
    secondFactors.takeOrThrow(userId.get());
    return database.inInstallation(
        () -> finish(rows.lockOrThrow(userId.get()).shown(), token, code, origin, before));
  }

  /// @param account held, so that of two who finish at the same moment the second is too late
  private Outcome finish(
      Account account, String token, String code, Origin origin, Optional<String> before) {
    byte[] hash = SecretTokens.hash(token);
    if (tokens.ofSignIn(hash).isEmpty()) {
      return new Outcome.Over();
    }
    if (!secondFactors.use(account.id(), code)) {
      auditLog.recordPersonal(
          account.personal(origin), "sign_in.code_refused", account.target(), Json.object());
      return new Outcome.WrongCode();
    }
    tokens.endSignIn(hash);
    addresses.add(account.id(), origin.address());
    return new Outcome.Accepted(
        sessions.start(account.id(), Sessions.Method.PASSWORD_AND_CODE, origin, before).token());
  }

  /// Who gave the right password in the browser that has that token.
  private Optional<UUID> person(String token) {
    return database.inInstallation(() -> tokens.ofSignIn(SecretTokens.hash(token)));
  }
}
