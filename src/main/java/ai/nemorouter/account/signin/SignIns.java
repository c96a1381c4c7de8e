package ai.nemorouter.account.signin;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.SuspendedAccountException;
import ai.nemorouter.account.password.Passwords;
import ai.nemorouter.account.secondfactor.SecondFactors;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.json.Json;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Signs people in with the e-mail address and password of a local account.
@ApplicationScoped
public class SignIns {
  /// Which failures of an account within the time of its allowance are written down: a guesser does
  /// not fill the log.
  private static final Set<Integer> FAILURES_RECORDED =
      Set.of(1, ThrottleRule.PASSWORDS_PER_ACCOUNT_AND_ADDRESS, ThrottleRule.PASSWORDS_PER_ACCOUNT);

  private static final String CODE = "/sign-in/code";

  /// The id of no account.
  private static final UUID NOBODY = new UUID(0, 0);

  private final Database database;
  private final AccountRows rows;
  private final FamiliarAddresses addresses;
  private final Passwords passwords;
  private final Sessions sessions;
  private final SecondFactors secondFactors;
  private final PendingSignIns pending;
  private final Throttle throttle;
  private final List<SignInGate> gates;
  private final AuditLog auditLog;

  SignIns(
      Database database,
      AccountRows rows,
      FamiliarAddresses addresses,
      Passwords passwords,
      Sessions sessions,
      SecondFactors secondFactors,
      PendingSignIns pending,
      Throttle throttle,
      @All List<SignInGate> gates,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.addresses = addresses;
    this.passwords = passwords;
    this.sessions = sessions;
    this.secondFactors = secondFactors;
    this.pending = pending;
    this.throttle = throttle;
    this.gates = gates;
    this.auditLog = auditLog;
  }

  /// What came of an attempt to sign in.
  public sealed interface Outcome {
    /// @param token of the new session
    record Accepted(String token) implements Outcome {}

    /// The password was right, and a code is wanted beside it.
    ///
    /// @param token of the sign-in that is under way
    record CodeWanted(String token) implements Outcome {}

    record Rejected() implements Outcome {}

    /// The password was right, and yet no session begins.
    record Refused(SignInGate.Refusal refusal) implements Outcome {}

    /// @param until when the next attempt is allowed
    record Throttled(Instant until) implements Outcome {}
  }

  /// @param before the token of the session that the browser has already, if any
  public Outcome attempt(String email, String password, Origin origin, Optional<String> before) {
    // Before anything is looked up, so that a try that fails on the way is not free.
    ThrottleRule[] first = {
      ThrottleRule.passwordsOfBoth(email, origin.address()),
      ThrottleRule.passwordsOfAddress(origin.address())
    };
    Optional<Instant> blockedUntil = throttle.take(first);
    if (blockedUntil.isPresent()) {
      return new Outcome.Throttled(blockedUntil.get());
    }
    Tried tried = database.inInstallation(() -> tried(email, origin));
    Optional<Account> account = tried.account();
    ThrottleRule[] ofAccount =
        tried.familiar()
            ? new ThrottleRule[0]
            : new ThrottleRule[] {ThrottleRule.passwordsOfAccount(email)};
    blockedUntil = throttle.take(ofAccount);
    if (blockedUntil.isPresent()) {
      throttle.giveBack(first);
      return new Outcome.Throttled(blockedUntil.get());
    }
    boolean tooLong = password.length() > Passwords.LENGTH_MAX;
    if (tooLong
        || !passwords.matches(password, account.map(Account::passwordHash).orElse(null))
        || account.isEmpty()) {
      account.ifPresent(found -> recordFailure(found, origin));
      return new Outcome.Rejected();
    }
    throttle.giveBack(first);
    throttle.giveBack(ofAccount);
    return enter(account.get(), origin, before);
  }

  /// The page that asks for the code after the password.
  ///
  /// @param next where to go from there
  public static String codePath(String next) {
    return CODE + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  /// Whether that is the password of the account with that address. Wrong ones count as tries.
  ///
  /// @throws ThrottledException after too many wrong ones
  public boolean isPassword(String email, String password, Origin origin) {
    ThrottleRule[] allowances = {
      ThrottleRule.passwordsOfBoth(email, origin.address()),
      ThrottleRule.passwordsOfAddress(origin.address()),
      ThrottleRule.passwordsOfAccount(email)
    };
    throttle.takeOrThrow(allowances);
    Optional<Account> account = database.inInstallation(() -> rows.ofAddress(email));
    boolean right =
        password.length() <= Passwords.LENGTH_MAX
            && passwords.matches(password, account.map(Account::passwordHash).orElse(null));
    if (right) {
      throttle.giveBack(allowances);
    }
    return right;
  }

  private Outcome enter(Account account, Origin origin, Optional<String> before) {
    Optional<SignInGate.Refusal> refusal = refusal(account);
    if (refusal.isPresent()) {
      return new Outcome.Refused(refusal.get());
    }
    return database.inInstallation(() -> {
      throttle.forget(ThrottleRule.passwordsOfBoth(account.email(), origin.address()));
      if (secondFactors.isRequired(account.id())) {
        return new Outcome.CodeWanted(pending.begin(account.id()));
      }
      addresses.add(account.id(), origin.address());
      return new Outcome.Accepted(
          sessions.start(account.id(), Sessions.Method.PASSWORD, origin, before).token());
    });
  }

  private Optional<SignInGate.Refusal> refusal(Account account) {
    if (account.suspendedAt() != null) {
      String reason = String.valueOf(new SuspendedAccountException().getMessage());
      return Optional.of(new SignInGate.Refusal(reason, Optional.empty()));
    }
    if (account.operator()) {
      return Optional.empty();
    }
    SignInGate.Candidate candidate = new SignInGate.Candidate(account.id(), account.email());
    return gates.stream().flatMap(gate -> gate.refusal(candidate).stream()).findFirst();
  }

  /// The account that somebody tries to sign in to.
  ///
  /// @param familiar whether they signed in from there before: failures of strangers elsewhere do
  ///   not count then, so that guessing a user's password cannot lock them out for good
  private record Tried(Optional<Account> account, boolean familiar) {}

  /// Sends the database the same queries with and without such an account, so that the response
  /// time does not reveal whether it exists.
  private Tried tried(String email, Origin origin) {
    Optional<Account> account = rows.ofAddress(email);
    return new Tried(
        account, addresses.contain(account.map(Account::id).orElse(NOBODY), origin.address()));
  }

  private void recordFailure(Account account, Origin origin) {
    database.inInstallation(() -> {
      int failures = failures(account, origin);
      if (FAILURES_RECORDED.contains(failures)) {
        auditLog.recordPersonal(
            account.personal(origin),
            "sign_in.failed",
            account.target(),
            Json.object().put("failures", failures));
      }
      return failures;
    });
  }

  private int failures(Account account, Origin origin) {
    return Math.max(
        throttle.tries(ThrottleRule.passwordsOfAccount(account.email())),
        throttle.tries(ThrottleRule.passwordsOfBoth(account.email(), origin.address())));
  }
}
