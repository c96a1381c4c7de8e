package ai.nemorouter.account.registration;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.Account;
import ai.nemorouter.account.AccountEmails;
import ai.nemorouter.account.AccountRows;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.password.Passwords;
import ai.nemorouter.account.session.SessionFilter;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.signin.FamiliarAddresses;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.token.SecretTokens;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.http.ConsoleConfig;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Lets people make an account with an address that they show to be theirs, by a link in an e-mail.
/// No page and no answer tells whether an address has an account: the e-mail does.
@ApplicationScoped
public class Registrations {
  public static final Duration PATIENCE = Duration.ofHours(24);

  private final Database database;
  private final RegistrationQueries queries;
  private final AccountRows rows;
  private final Users users;
  private final FamiliarAddresses addresses;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Throttle throttle;
  private final AccountEmails letters;
  private final ConsoleConfig console;
  private final List<RegistrationRule> rules;

  Registrations(
      Database database,
      RegistrationQueries queries,
      AccountRows rows,
      Users users,
      FamiliarAddresses addresses,
      Passwords passwords,
      Sessions sessions,
      Throttle throttle,
      AccountEmails letters,
      ConsoleConfig console,
      @All List<RegistrationRule> rules) {
    this.database = database;
    this.queries = queries;
    this.rows = rows;
    this.users = users;
    this.addresses = addresses;
    this.passwords = passwords;
    this.sessions = sessions;
    this.throttle = throttle;
    this.letters = letters;
    this.console = console;
    this.rules = rules;
  }

  /// Whether a link can be made and sent.
  public boolean areAvailable() {
    return console.url().isPresent() && letters.canBeSent();
  }

  /// Has an e-mail sent to that address: with a link, or with what its owner does instead.
  ///
  /// @param path of the page that takes up the link, without the token
  /// @throws ThrottledException after too many from one client address
  public void request(String email, String path, Origin origin) {
    throttle.takeOrThrow(ThrottleRule.registrationsOfAddress(origin.address()));
    String url = console.url().orElseThrow().toString().replaceAll("/+$", "");
    letters.later(() -> write(email, url, path));
  }

  /// The address that a link is for; empty if it leads nowhere. Looking uses up nothing, because
  /// mail servers look as well.
  ///
  /// @throws ThrottledException after too many links that lead nowhere
  public Optional<String> look(String token, Origin origin) {
    throttle.lookOrThrow(ThrottleRule.links(origin.address()));
    Optional<String> email = database.inInstallation(() -> queries.email(SecretTokens.hash(token)));
    if (email.isEmpty()) {
      throttle.takeOrThrow(ThrottleRule.links(origin.address()));
    }
    return email;
  }

  /// What a person with that address does instead of making an organization; as part of a
  /// transaction across organizations.
  public Optional<String> hindrance(String email) {
    return rules.stream().flatMap(rule -> rule.hindrance(email).stream()).findFirst();
  }

  /// To be called outside transactions: it takes a quarter of a second.
  public String hash(String password) {
    return passwords.hash(password);
  }

  /// Uses up a link and makes the account, with a verified address, as part of a transaction across
  /// organizations.
  ///
  /// @return the account's id
  /// @throws NotFoundException if the link was used or replaced meanwhile
  /// @throws InvalidInputException for field `email` if the address got an account meanwhile
  public UUID redeem(String token, String email, String name, String passwordHash) {
    if (queries.use(SecretTokens.hash(token)) == 0) {
      throw new NotFoundException("link");
    }
    return users
        .create(email, name, passwordHash)
        .orElseThrow(() ->
            new InvalidInputException(
                "email", "There is an account with this e-mail address by now. Sign in with it."));
  }

  /// Begins the first session of a new account, as part of the same transaction.
  ///
  /// @return the session's token
  public String enter(UUID userId, Origin origin, Optional<String> before) {
    addresses.add(userId, origin.address());
    return sessions.start(userId, Sessions.Method.PASSWORD, origin, before).token();
  }

  @Scheduled(every = "1h", delayed = "10m")
  void forgetWhatIsOver() {
    database.inInstallation(queries::forgetExpired);
  }

  private void write(String email, String url, String path) {
    if (throttle.take(ThrottleRule.registrationsOf(email)).isPresent()) {
      return;
    }
    Optional<Account> account = database.inInstallation(() -> rows.ofAddress(email));
    if (account.isPresent()) {
      letters.send(
          account.get().email(),
          "You have a NemoRouter account already",
          existing(account.get(), url));
      return;
    }
    Optional<String> hindrance = database.inInstallation(() -> hindrance(email));
    letters.send(
        email,
        "Sign up to NemoRouter",
        hindrance.map(Registrations::instead).orElseGet(() -> link(url + path + begin(email))));
  }

  private String begin(String email) {
    String token = SecretTokens.next();
    return database.inInstallation(() -> {
      queries.replace(
          email.toLowerCase(Locale.ROOT),
          email,
          SecretTokens.hash(token),
          database.now().plus(PATIENCE));
      return token;
    });
  }

  private static String link(String address) {
    return """
    Hello,

    follow this link within %d hours to sign up to NemoRouter. It works once, and only the link of the newest e-mail works.

    %s

    If you did not ask for this, do nothing: no account is created.
    """
        .formatted(PATIENCE.toHours(), address);
  }

  private static String instead(String hindrance) {
    return """
    Hello,

    you asked to sign up to NemoRouter with this address.

    %s
    """
        .formatted(hindrance);
  }

  private static String existing(Account account, String url) {
    String way;
    if (account.suspendedAt() != null) {
      way = "It is suspended. Ask the operator of this NemoRouter installation.";
    } else if (account.passwordHash() == null) {
      way = "You sign in with your organization's single sign-on: " + url + SessionFilter.SIGN_IN;
    } else {
      way =
          "Sign in: %s%s\nForgot password? %s/password/forgotten"
              .formatted(url, SessionFilter.SIGN_IN, url);
    }
    return """
    Hello %s,

    someone, probably you, asked to sign up to NemoRouter with this address. It has an account already.

    %s
    """
        .formatted(account.name(), way);
  }
}
