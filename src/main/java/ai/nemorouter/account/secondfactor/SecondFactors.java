package ai.nemorouter.account.secondfactor;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountEmails;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.Credentials;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.platform.secret.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A code from an authenticator app beside the password.
@ApplicationScoped
public class SecondFactors {
  private final Database database;
  private final SecondFactorQueries queries;
  private final AccountRows rows;
  private final Credentials credentials;
  private final RecoveryCodes recoveryCodes;
  private final Throttle throttle;
  private final Secrets secrets;
  private final AccountEmails letters;
  private final AuditLog auditLog;
  private final Clock clock = Clock.systemUTC();

  SecondFactors(
      Database database,
      SecondFactorQueries queries,
      AccountRows rows,
      Credentials credentials,
      RecoveryCodes recoveryCodes,
      Throttle throttle,
      Secrets secrets,
      AccountEmails letters,
      AuditLog auditLog) {
    this.database = database;
    this.queries = queries;
    this.rows = rows;
    this.credentials = credentials;
    this.recoveryCodes = recoveryCodes;
    this.throttle = throttle;
    this.secrets = secrets;
    this.letters = letters;
    this.auditLog = auditLog;
  }

  /// @param since null where there is none
  /// @param codesLeft recovery codes that were not used yet
  public record State(@Nullable Instant since, int codesLeft) {}

  /// What an authenticator app needs to know.
  ///
  /// @param secret in groups, for people who type it
  /// @param picture the same as a QR code
  public record Enrolment(String secret, QrPicture picture) {}

  public State state(UUID userId) {
    return database.inInstallation(() ->
        new State(
            queries.find(userId).map(SecondFactorQueries.Stored::confirmedAt).orElse(null),
            recoveryCodes.left(userId)));
  }

  /// Begins, or begins anew, with a secret that does not count yet.
  ///
  /// @throws InvalidInputException if there is one already, or none can be
  void begin(SignedIn person) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("", Secrets.REMEDY);
    }
    String sealed = secrets.seal(Base32.encode(Totp.newSecret()), place(person.userId()));
    database.inInstallation(() -> {
      if (rows.lockOrThrow(person.userId()).shown().passwordHash() == null) {
        throw new InvalidInputException(
            "", "You sign in elsewhere: a second factor is set up there.");
      }
      requireNone(person.userId());
      return queries.begin(person.userId(), sealed);
    });
  }

  /// What was begun and not confirmed yet.
  Optional<Enrolment> enrolment(SignedIn person) {
    return database
        .inInstallation(() -> queries.find(person.userId()))
        .filter(stored -> stored.confirmedAt() == null)
        .map(stored -> {
          String secret = secrets.open(stored.secret(), place(person.userId()));
          return new Enrolment(
              secret.replaceAll("(.{4})(?=.)", "$1 "), QrPicture.of(uri(secret, person.email())));
        });
  }

  /// From now on the code is asked for at sign-in.
  ///
  /// @return recovery codes, to be shown once
  /// @throws InvalidInputException for field `current` or `code`
  List<String> confirm(SignedIn person, String password, String code, Origin origin) {
    Account account = verifiedPassword(person, password, origin);
    takeOrThrow(account.id());
    List<String> codes =
        database.inInstallation(() -> {
          rows.lockOrThrow(account.id());
          requireNone(account.id());
          if (!useStep(account.id(), code)) {
            throw wrongCode();
          }
          queries.confirm(account.id());
          forgetTries(account.id());
          record(account, "second_factor.enabled", origin);
          return recoveryCodes.replace(account.id());
        });
    letters.tellLater(account, "A second factor was set up");
    return codes;
  }

  /// @throws InvalidInputException for field `current` or `code`
  void disable(SignedIn person, String password, String code, Origin origin) {
    Account account = verifiedPassword(person, password, origin);
    takeOrThrow(account.id());
    database.inInstallation(() -> {
      rows.lockOrThrow(account.id());
      useOrThrow(account.id(), code);
      record(account, "second_factor.disabled", origin);
      return remove(account.id());
    });
    letters.tellLater(account, "The second factor was removed");
  }

  /// @return new recovery codes in place of all earlier ones, to be shown once
  /// @throws InvalidInputException for field `current` or `code`
  List<String> replaceRecoveryCodes(SignedIn person, String password, String code, Origin origin) {
    Account account = verifiedPassword(person, password, origin);
    takeOrThrow(account.id());
    return database.inInstallation(() -> {
      rows.lockOrThrow(account.id());
      useOrThrow(account.id(), code);
      record(account, "recovery_codes.replaced", origin);
      return recoveryCodes.replace(account.id());
    });
  }

  /// Whether signing in takes a code.
  public boolean isRequired(UUID userId) {
    return queries.find(userId).map(SecondFactorQueries.Stored::confirmedAt).isPresent();
  }

  /// Counts a try, before the transaction that makes it.
  public void takeOrThrow(UUID userId) {
    throttle.takeOrThrow(allowances(userId));
  }

  /// Uses up a code of the authenticator or a recovery code.
  ///
  /// @return whether it is right and was not used before
  public boolean use(UUID userId, String code) {
    boolean right =
        isRequired(userId) && (useStep(userId, code) || recoveryCodes.use(userId, code));
    if (right) {
      forgetTries(userId);
    }
    return right;
  }

  /// @return whether there was one
  public boolean remove(UUID userId) {
    return queries.remove(userId) > 0;
  }

  private void useOrThrow(UUID userId, String code) {
    if (!isRequired(userId)) {
      throw new NotFoundException("second factor");
    }
    if (!use(userId, code)) {
      throw wrongCode();
    }
  }

  /// A code counts once: only for a step after the last one.
  private boolean useStep(UUID userId, String code) {
    SecondFactorQueries.Stored stored =
        queries.find(userId).orElseThrow(() -> new NotFoundException("second factor"));
    byte[] secret = Base32.decode(secrets.open(stored.secret(), place(userId)));
    OptionalLong step = Totp.matchingStep(secret, code.replace(" ", ""), clock.instant());
    return step.isPresent() && queries.use(userId, step.getAsLong()) > 0;
  }

  private Account verifiedPassword(SignedIn person, String password, Origin origin) {
    Account account = database.inInstallation(() -> rows.getOrThrow(person.userId()));
    credentials.verifyOrThrow(account, password, origin);
    return account;
  }

  private void requireNone(UUID userId) {
    if (isRequired(userId)) {
      throw new InvalidInputException("", "There is a second factor already. Remove it first.");
    }
  }

  private void forgetTries(UUID userId) {
    throttle.forget(allowances(userId));
  }

  private static ThrottleRule[] allowances(UUID userId) {
    return new ThrottleRule[] {
      ThrottleRule.codes(userId.toString()), ThrottleRule.codesOfDay(userId.toString())
    };
  }

  private void record(Account account, String action, Origin origin) {
    auditLog.recordPersonal(account.personal(origin), action, account.target(), Json.object());
  }

  private static InvalidInputException wrongCode() {
    return new InvalidInputException(
        "code",
        "Invalid or already used code. Enter the one that the app shows now; if it stays wrong, check the clock of the device.");
  }

  private static String place(UUID userId) {
    return "second_factors|" + userId + "|secret";
  }

  private static String uri(String secret, String email) {
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s"
        .formatted(Product.NAME, encode(email), secret, Product.NAME);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
