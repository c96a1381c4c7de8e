package ai.nemorouter.account.password;

import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Origin;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountEmails;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.Credentials;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.secondfactor.SecondFactors;
import ai.nemorouter.account.session.SessionFilter;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.token.SecretTokens;
import ai.nemorouter.account.token.TokenQueries;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.ConsoleConfig;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/// Lets people who forgot their password set another one by a link in an e-mail.
@ApplicationScoped
public class PasswordResets {
  static final Duration PATIENCE = Duration.ofHours(1);
  private static final String WITHOUT_NAME = "New user";

  private final Database database;
  private final AccountRows rows;
  private final TokenQueries tokens;
  private final Credentials credentials;
  private final Users users;
  private final SecondFactors secondFactors;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Throttle throttle;
  private final AccountEmails letters;
  private final ConsoleConfig console;
  private final Constraints constraints;
  private final MemberOrganizations organizations;
  private final AuditLog auditLog;

  PasswordResets(
      Database database,
      AccountRows rows,
      TokenQueries tokens,
      Credentials credentials,
      Users users,
      SecondFactors secondFactors,
      PasswordRules rules,
      Passwords passwords,
      Throttle throttle,
      AccountEmails letters,
      ConsoleConfig console,
      Constraints constraints,
      MemberOrganizations organizations,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.tokens = tokens;
    this.credentials = credentials;
    this.users = users;
    this.secondFactors = secondFactors;
    this.rules = rules;
    this.passwords = passwords;
    this.throttle = throttle;
    this.letters = letters;
    this.console = console;
    this.constraints = constraints;
    this.organizations = organizations;
    this.auditLog = auditLog;
  }

  /// Whether a link can be made and sent.
  boolean areAvailable() {
    return console.url().isPresent() && letters.canBeSent();
  }

  /// Sends an e-mail if there is such an account. The caller does not learn whether there is.
  ///
  /// @throws InvalidInputException for field `email`; for `form` where no letter can be sent
  /// @throws ThrottledException after too many from that address
  void request(ForgottenForm form, Origin origin) {
    String email = constraints.requireMet(form).email();
    URI url =
        console
            .url()
            .filter(_ -> letters.canBeSent())
            .orElseThrow(
                () -> new InvalidInputException("form", "This installation cannot send e-mail."));
    throttle.takeOrThrow(ThrottleRule.resetsOfAddress(origin.address()));
    letters.later(() -> write(email, url, origin));
  }

  /// What a link lets one do.
  ///
  /// @param email of the account
  /// @param verified whether a person showed before that they own the address
  /// @param organizations those that the account belongs to, as a list to read; empty for none
  public record Offer(String email, boolean verified, String organizations) {}

  /// What the link would let one do; empty if it leads nowhere. Looking uses up nothing, because
  /// mail servers look as well.
  ///
  /// @throws ThrottledException after too many links that lead nowhere
  Optional<Offer> look(String token, Origin origin) {
    throttle.lookOrThrow(ThrottleRule.links(origin.address()));
    Optional<Offer> offer =
        database.inInstallation(() -> tokens.ofReset(SecretTokens.hash(token)).map(this::offer));
    if (offer.isEmpty()) {
      throttle.takeOrThrow(ThrottleRule.links(origin.address()));
    }
    return offer;
  }

  private Offer offer(UUID userId) {
    Account account = rows.getOrThrow(userId);
    return new Offer(account.email(), account.isVerified(), organizations.shownOf(userId));
  }

  /// Sets the password and ends all of the person's sessions. The link shows that the address is
  /// theirs. A second factor stays. Where there is one and the address was never verified, it stays
  /// unverified: the second factor may be another person's, and then another link can still free
  /// the address.
  ///
  /// @param anew whether the person wants a new account instead, as can be had only in place of one
  ///   that was never verified
  /// @throws InvalidInputException for field `password`
  /// @throws NotFoundException if the link does not count, or not any more
  void reset(String token, String password, boolean anew, Origin origin) {
    if (look(token, origin).isEmpty()) {
      throw new NotFoundException("link");
    }
    Account account = database.inInstallation(() -> ownerOrThrow(token));
    rules.checkOrThrow(password, account.email(), account.name());
    String hash = passwords.hash(password);
    database.inInstallation(() -> {
      boolean verified = rows.lockOrThrow(account.id()).shown().isVerified();
      ownerOrThrow(token);
      return anew && !verified ? replace(account, hash) : set(account, verified, hash, origin);
    });
    letters.tellLater(account, "Your password was set anew");
  }

  /// @param verified whether the address was known to be the owner's before
  private UUID set(Account account, boolean verified, String passwordHash, Origin origin) {
    if (!verified) {
      credentials.unlink(account.id());
    }
    if (!secondFactors.isRequired(account.id())) {
      users.verify(account.id());
    }
    int ended = credentials.set(account.id(), passwordHash, null);
    throttle.forget(
        ThrottleRule.passwordsOfAccount(account.email()),
        ThrottleRule.passwordsOfBoth(account.email(), origin.address()));
    auditLog.recordPersonal(
        account.personal(origin),
        "password.reset",
        account.target(),
        Json.object().put("sessions_ended", ended));
    return account.id();
  }

  /// A new account in the place of one that is another person's.
  private UUID replace(Account before, String passwordHash) {
    users.giveUpAddress(before.id(), "its owner set a password by a link that was mailed");
    UUID id = users.ensureWithoutPassword(before.email(), WITHOUT_NAME);
    credentials.set(id, passwordHash, null);
    users.verify(id);
    return id;
  }

  private void write(String email, URI url, Origin origin) {
    Optional<Account> found = database.inInstallation(() -> rows.ofAddress(email));
    if (found.isEmpty()) {
      return;
    }
    Account account = found.get();
    if (throttle.take(ThrottleRule.resetsOfAccount(account.id().toString())).isPresent()) {
      return;
    }
    letters.send(account.email(), "Your NemoRouter password", text(account, url, origin));
  }

  private String text(Account account, URI url, Origin origin) {
    if (account.suspendedAt() != null) {
      return letter(
          account,
          "Your account is suspended, so its password cannot be set anew. Ask the operator of this NemoRouter installation.");
    }
    if (account.passwordHash() == null) {
      return letter(
          account,
          "Your account has no password here: you sign in with your organization's single sign-on, at\n\n"
              + at(url, SessionFilter.SIGN_IN));
    }
    return letter(
        account,
        """
        To set another password, follow this link within an hour. It works once.

        %s

        Your password stays as it is if you do nothing.\
        """
            .formatted(at(url, PasswordPages.RESET + "/" + begin(account, origin))));
  }

  private static String letter(Account account, String body) {
    return """
    Hello %s,

    somebody, hopefully you, said that they forgot the password of your NemoRouter account.

    %s
    """
        .formatted(account.name(), body);
  }

  private String begin(Account account, Origin origin) {
    String token = SecretTokens.next();
    return database.inInstallation(() -> {
      tokens.forgetResets();
      tokens.addReset(SecretTokens.hash(token), account.id(), database.now().plus(PATIENCE));
      auditLog.recordPersonal(
          account.personal(origin), "password.reset_requested", account.target(), Json.object());
      return token;
    });
  }

  private Account ownerOrThrow(String token) {
    return tokens
        .ofReset(SecretTokens.hash(token))
        .map(rows::getOrThrow)
        .filter(account -> account.suspendedAt() == null)
        .orElseThrow(() -> new NotFoundException("link"));
  }

  private static String at(URI url, String path) {
    return url.toString().replaceAll("/+$", "") + path;
  }
}
