package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.NotFoundException;
import ai.nemorouter.platform.Product;
import ai.nemorouter.platform.Secrets;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/// A code from an authenticator app beside the password.
@ApplicationScoped
public class SecondFactors {
  private final Database database;
  private final Accounts accounts;
  private final Credentials credentials;
  private final RecoveryCodes recoveryCodes;
  private final Throttle throttle;
  private final Secrets secrets;
  private final Letters letters;
  private final AuditLog auditLog;
  private final Clock clock = Clock.systemUTC();

  SecondFactors(
      Database database,
      Accounts accounts,
      Credentials credentials,
      RecoveryCodes recoveryCodes,
      Throttle throttle,
      Secrets secrets,
      Letters letters,
      AuditLog auditLog) {
    this.database = database;
    this.accounts = accounts;
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

  /// @param secret encrypted
  /// @param lastStep the step of the last code that was accepted
  public record Row(String secret, long lastStep, @Nullable Instant confirmedAt) {}

  State state(UUID userId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            new State(
                row(handle, userId).map(Row::confirmedAt).orElse(null),
                recoveryCodes.left(handle, userId)));
  }

  /// Begins, or begins anew, with a secret that does not count yet.
  ///
  /// @throws InvalidInputException if there is one already, or none can be
  void begin(SignedIn person) {
    if (!secrets.areAvailable()) {
      throw new InvalidInputException("", Secrets.REMEDY);
    }
    String sealed = secrets.seal(Base32.encode(Totp.newSecret()), place(person.userId()));
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          if (accounts.lockOrThrow(handle, person.userId()).passwordHash() == null) {
            throw new InvalidInputException(
                "", "You sign in elsewhere: a second factor is set up there.");
          }
          requireNone(handle, person.userId());
          handle
              .createUpdate(
                  """
                  insert into second_factors (user_id, secret) values (:userId, :secret)
                  on conflict (user_id) do update set secret = :secret, created_at = now()
                  """)
              .bind("userId", person.userId())
              .bind("secret", sealed)
              .execute();
        });
  }

  /// What was begun and not confirmed yet.
  Optional<Enrolment> enrolment(SignedIn person) {
    return database
        .acrossOrganizations()
        .read(handle -> row(handle, person.userId()))
        .filter(row -> row.confirmedAt() == null)
        .map(row -> {
          String secret = secrets.open(row.secret(), place(person.userId()));
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
        database
            .acrossOrganizations()
            .inTransaction(handle -> {
              accounts.lockOrThrow(handle, account.id());
              requireNone(handle, account.id());
              if (!useStep(handle, account.id(), code)) {
                throw wrongCode();
              }
              handle.execute(
                  "update second_factors set confirmed_at = now() where user_id = ?", account.id());
              forgetTries(handle, account.id());
              record(handle, account, "second_factor.enabled", origin);
              return recoveryCodes.replace(handle, account.id());
            });
    letters.tellLater(account, "A second factor was set up");
    return codes;
  }

  /// @throws InvalidInputException for field `current` or `code`
  void disable(SignedIn person, String password, String code, Origin origin) {
    Account account = verifiedPassword(person, password, origin);
    takeOrThrow(account.id());
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          accounts.lockOrThrow(handle, account.id());
          useOrThrow(handle, account.id(), code);
          remove(handle, account.id());
          record(handle, account, "second_factor.disabled", origin);
        });
    letters.tellLater(account, "The second factor was removed");
  }

  /// @return new recovery codes in place of all earlier ones, to be shown once
  /// @throws InvalidInputException for field `current` or `code`
  List<String> replaceRecoveryCodes(SignedIn person, String password, String code, Origin origin) {
    Account account = verifiedPassword(person, password, origin);
    takeOrThrow(account.id());
    return database
        .acrossOrganizations()
        .inTransaction(handle -> {
          accounts.lockOrThrow(handle, account.id());
          useOrThrow(handle, account.id(), code);
          record(handle, account, "recovery_codes.replaced", origin);
          return recoveryCodes.replace(handle, account.id());
        });
  }

  /// Whether signing in takes a code.
  boolean isRequired(Handle handle, UUID userId) {
    return row(handle, userId).map(Row::confirmedAt).isPresent();
  }

  /// Counts a try, before the transaction that makes it.
  void takeOrThrow(UUID userId) {
    throttle.takeOrThrow(allowances(userId));
  }

  /// Uses up a code of the authenticator or a recovery code.
  ///
  /// @return whether it is right and was not used before
  boolean use(Handle handle, UUID userId, String code) {
    boolean right =
        isRequired(handle, userId)
            && (useStep(handle, userId, code) || recoveryCodes.use(handle, userId, code));
    if (right) {
      forgetTries(handle, userId);
    }
    return right;
  }

  /// @return whether there was one
  boolean remove(Handle handle, UUID userId) {
    return handle.execute("delete from second_factors where user_id = ?", userId) > 0;
  }

  private void useOrThrow(Handle handle, UUID userId, String code) {
    if (!isRequired(handle, userId)) {
      throw new NotFoundException("second factor");
    }
    if (!use(handle, userId, code)) {
      throw wrongCode();
    }
  }

  /// A code counts once: only for a step after the last one.
  private boolean useStep(Handle handle, UUID userId, String code) {
    Row row = row(handle, userId).orElseThrow(() -> new NotFoundException("second factor"));
    byte[] secret = Base32.decode(secrets.open(row.secret(), place(userId)));
    OptionalLong step = Totp.matchingStep(secret, code.replace(" ", ""), clock.instant());
    return step.isPresent()
        && handle.execute(
                "update second_factors set last_step = ? where user_id = ? and last_step < ?",
                step.getAsLong(),
                userId,
                step.getAsLong())
            > 0;
  }

  private Account verifiedPassword(SignedIn person, String password, Origin origin) {
    Account account =
        database.acrossOrganizations().read(handle -> accounts.getOrThrow(handle, person.userId()));
    credentials.verifyOrThrow(account, password, origin);
    return account;
  }

  private void requireNone(Handle handle, UUID userId) {
    if (isRequired(handle, userId)) {
      throw new InvalidInputException("", "There is a second factor already. Remove it first.");
    }
  }

  private void forgetTries(Handle handle, UUID userId) {
    throttle.forget(handle, allowances(userId));
  }

  private static Allowance[] allowances(UUID userId) {
    return new Allowance[] {
      Allowance.codes(userId.toString()), Allowance.codesOfDay(userId.toString())
    };
  }

  private void record(Handle handle, Account account, String action, Origin origin) {
    auditLog.recordPersonal(
        handle, account.personal(origin), action, account.target(), Json.object());
  }

  private static Optional<Row> row(Handle handle, UUID userId) {
    return handle
        .createQuery(
            "select secret, last_step, confirmed_at from second_factors where user_id = :userId")
        .bind("userId", userId)
        .map(ConstructorMapper.of(Row.class))
        .findOne();
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
