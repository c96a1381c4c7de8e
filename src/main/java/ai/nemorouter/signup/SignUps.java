package ai.nemorouter.signup;

import ai.nemorouter.access.MemberOrganizations;
import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.registration.Registrations;
import ai.nemorouter.account.signin.SignUpOffer;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.throttle.ThrottledException;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.error.NotFoundException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.signup.Founding.Founded;
import ai.nemorouter.signup.Founding.Founder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Lets people sign up: an address is verified by a link, then account, organization, team, key and
/// starting credit are made in one transaction. People who are signed in and belong to no
/// organization make theirs the same way.
@ApplicationScoped
public class SignUps implements SignUpOffer {
  static final String PATH = "/sign-up";

  private final SignUpSettings settings;
  private final Registrations registrations;
  private final Founding founding;
  private final Users users;
  private final MemberOrganizations organizations;
  private final Throttle throttle;
  private final Constraints constraints;
  private final Database database;
  private final AuditLog auditLog;

  SignUps(
      SignUpSettings settings,
      Registrations registrations,
      Founding founding,
      Users users,
      MemberOrganizations organizations,
      Throttle throttle,
      Constraints constraints,
      Database database,
      AuditLog auditLog) {
    this.settings = settings;
    this.registrations = registrations;
    this.founding = founding;
    this.users = users;
    this.organizations = organizations;
    this.throttle = throttle;
    this.constraints = constraints;
    this.database = database;
    this.auditLog = auditLog;
  }

  /// Whether people may sign up at all.
  public boolean areOpen() {
    return settings.isOpen();
  }

  @Override
  public Optional<String> path() {
    return areOpen() ? Optional.of(PATH) : Optional.empty();
  }

  /// Whether an address can be verified by e-mail.
  boolean takeAddresses() {
    return areOpen() && registrations.areAvailable();
  }

  /// Has an e-mail sent to the address. The answer is the same for every address that may sign up.
  ///
  /// @throws InvalidInputException for field `email`
  /// @throws ThrottledException after too many from one client address
  void request(String email, Origin origin) {
    requireOpen();
    if (!Names.isEmail(email)) {
      throw new InvalidInputException("email", "Enter an e-mail address, as in ada@example.com.");
    }
    requireDomain(email);
    registrations.request(email, PATH + "/", origin);
  }

  /// The address that a link is for; empty if it leads nowhere.
  Optional<String> look(String token, Origin origin) {
    requireOpen();
    return registrations.look(token, origin);
  }

  /// An account with its organization.
  ///
  /// @param session the token of its first session
  record Entered(Founded founded, String session) {}

  /// Makes account and organization, and signs the person in.
  ///
  /// @param before the token of the session that the browser has already, if any
  /// @throws NotFoundException if the link leads nowhere
  Entered finish(
      String token, NewAccount account, NewPlace place, Origin origin, Optional<String> before) {
    String email = look(token, origin).orElseThrow(() -> new NotFoundException("link"));
    constraints.requireMet(account);
    users.checkPasswordOrThrow(account.password(), email, account.name());
    requireAcceptable(place);
    requireDomain(email);
    String hash = registrations.hash(account.password());
    return counted(
        email,
        origin,
        () -> {
          requireFree(email);
          UUID userId = registrations.redeem(token, email, account.name(), hash);
          Founder founder = new Founder(userId, email, account.name(), origin);
          Founded founded = founding.make(founder, place);
          auditLog.recordPersonal(
              new AuditLog.Personal(userId, account.name(), false, origin),
              "account.created",
              "user " + userId,
              Json.object().put("email", email).put("by", "sign-up"));
          return new Entered(founded, registrations.enter(userId, origin, before));
        });
  }

  /// Whether a person who is signed in has yet to get into an organization.
  public boolean mayFound(SignedIn person) {
    return areOpen()
        && !person.operator()
        && database.inInstallation(() -> organizations.of(person.userId()).isEmpty());
  }

  /// Makes the first organization of a person who is signed in.
  Founded found(SignedIn person, NewPlace place, Origin origin) {
    requireOpen();
    requireAcceptable(place);
    requireDomain(person.email());
    return counted(
        person.email(),
        origin,
        () -> {
          requireFree(person.email());
          requireVerified(person);
          if (person.operator() || !organizations.of(person.userId()).isEmpty()) {
            throw new InvalidInputException("form", "You belong to an organization already.");
          }
          Founder founder = new Founder(person.userId(), person.email(), person.name(), origin);
          return founding.make(founder, place);
        });
  }

  /// One transaction across organizations, counted by network and domain before it begins, so that
  /// many at once get no more; what fails is not counted.
  private <T> T counted(String email, Origin origin, Supplier<T> work) {
    String domain = Mailbox.of(email).domain();
    ThrottleRule[] allowances = {
      ThrottleRule.signUpsOfAddress(origin.address()),
      ThrottleRule.signUpsOfDomain(domain, settings.perDomain())
    };
    Optional<Instant> blockedUntil = throttle.take(allowances);
    if (blockedUntil.isPresent()) {
      throw new ThrottledException(
          "Too many people signed up from your network or with addresses at %s today."
              .formatted(domain),
          blockedUntil.get());
    }
    boolean done = false;
    try {
      T result = database.inInstallation(work);
      done = true;
      return result;
    } finally {
      if (!done) {
        throttle.giveBack(allowances);
      }
    }
  }

  private void requireOpen() {
    if (!areOpen()) {
      throw new NotFoundException("page");
    }
  }

  private void requireAcceptable(NewPlace place) {
    constraints.requireMet(place);
    SignUpSettings.Terms terms = settings.terms();
    if (terms != null && !place.accepts(terms.version())) {
      throw new InvalidInputException(
          "terms", "Accept the terms (version %s) to sign up.".formatted(terms.version()));
    }
  }

  private void requireDomain(String email) {
    List<String> domains = settings.domains();
    if (!domains.isEmpty() && !domains.contains(Mailbox.of(email).domain())) {
      throw new InvalidInputException(
          "email", "Only addresses at %s can sign up here.".formatted(String.join(", ", domains)));
    }
  }

  /// The person has shown by now that the address is theirs, so they may know.
  private void requireFree(String email) {
    registrations
        .hindrance(email)
        .ifPresent(hindrance -> {
          throw new InvalidInputException("email", hindrance);
        });
  }

  /// Holds the account until the transaction ends, so that two of the same person's take turns.
  private void requireVerified(SignedIn person) {
    boolean verified =
        users
            .holder(person.email())
            .filter(holder -> holder.id().equals(person.userId()))
            .filter(Users.Holder::verified)
            .isPresent();
    if (!verified) {
      throw new InvalidInputException(
          "email",
          "Your e-mail address is not verified yet. Set a new password by the link “Forgot password?” on the sign-in page: that verifies it.");
    }
  }
}
