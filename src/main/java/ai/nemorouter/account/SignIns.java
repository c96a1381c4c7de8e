package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.platform.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// Signs people in with the e-mail address and password of a local account.
@ApplicationScoped
public class SignIns {
  private final Database database;
  private final Sessions sessions;
  private final SignInThrottle throttle;

  SignIns(Database database, Sessions sessions, SignInThrottle throttle) {
    this.database = database;
    this.sessions = sessions;
    this.throttle = throttle;
  }

  /// What came of an attempt to sign in.
  sealed interface Outcome {
    /// @param token of the new session
    record Accepted(String token) implements Outcome {}

    record Rejected() implements Outcome {}

    /// @param until when the next attempt is allowed
    record Throttled(Instant until) implements Outcome {}
  }

  Outcome attempt(String email, String password, Origin origin) {
    String address = origin.address();
    Optional<Instant> blockedUntil = throttle.blockedUntil(email, address);
    if (blockedUntil.isPresent()) {
      return new Outcome.Throttled(blockedUntil.get());
    }
    Optional<Account> account = account(email);
    boolean tooLong = password.length() > Passwords.LENGTH_MAX;
    if (tooLong
        || !Passwords.matches(password, account.map(Account::passwordHash).orElse(null))
        || account.isEmpty()) {
      throttle.recordFailure(email, address);
      return new Outcome.Rejected();
    }
    throttle.forget(email, address);
    return new Outcome.Accepted(
        sessions.start(account.get().id(), Sessions.Method.PASSWORD, origin));
  }

  private Optional<Account> account(String email) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select id, password_hash from users where lower(email) = lower(:email)")
                .bind("email", email)
                .map(ConstructorMapper.of(Account.class))
                .findOne());
  }

  /// @param passwordHash null for people who sign in elsewhere
  public record Account(UUID id, @Nullable String passwordHash) {}
}
