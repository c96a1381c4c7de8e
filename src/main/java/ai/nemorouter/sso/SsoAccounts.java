package ai.nemorouter.sso;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.Users;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import ai.nemorouter.sso.provider.Claims;
import ai.nemorouter.sso.provider.SsoProviderSettings;
import ai.nemorouter.sso.session.SsoSessionQueries;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/// What people see and change of their own account's link to the provider. It requires no
/// permission.
@ApplicationScoped
class SsoAccounts {
  private final Database database;
  private final SsoProviderSettings settings;
  private final Identities identities;
  private final SsoAccountSync standing;
  private final SsoSessionQueries queries;
  private final Sessions sessions;
  private final Users users;
  private final AuditLog auditLog;

  SsoAccounts(
      Database database,
      SsoProviderSettings settings,
      Identities identities,
      SsoAccountSync standing,
      SsoSessionQueries queries,
      Sessions sessions,
      Users users,
      AuditLog auditLog) {
    this.database = database;
    this.settings = settings;
    this.identities = identities;
    this.standing = standing;
    this.queries = queries;
    this.sessions = sessions;
    this.users = users;
    this.auditLog = auditLog;
  }

  /// @param removable whether the person could still sign in without the link
  public record Link(boolean present, boolean removable) {}

  Link link(SignedIn person) {
    return database.inInstallation(() -> {
      boolean linked = subject(person).isPresent();
      return new Link(linked, linked && users.hasPassword(person.userId()));
    });
  }

  /// What the provider gave and the sessions that were begun through it end with the link.
  void unlink(SignedIn person, Origin origin) {
    database.inInstallation(() -> {
      if (!users.hasPassword(person.userId())) {
        throw new InvalidInputException(
            "link", "Set a password first: without it you could not sign in any more.");
      }
      Optional<String> subject = subject(person);
      subject.ifPresent(known -> unlink(person, known, origin));
      return subject;
    });
  }

  private void unlink(SignedIn person, String subject, Origin origin) {
    String issuer = settings.getOrThrow().issuer();
    Identities.Identity identity = identities.lock(issuer, subject).orElseThrow();
    standing.apply(identity, Claims.nothing(subject), origin);
    sessions.endAll(queries.of(issuer, subject));
    identities.unlink(identity);
    auditLog.recordPersonal(
        new AuditLog.Personal(person.userId(), person.name(), person.operator(), origin),
        "identity.unlinked",
        "user " + person.userId(),
        Json.object().put("issuer", issuer).put("subject", subject));
  }

  private Optional<String> subject(SignedIn person) {
    return identities.subject(settings.getOrThrow().issuer(), person.userId());
  }
}
