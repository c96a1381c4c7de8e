package ai.nemorouter.sso;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// What people see and change of their own account's link to the provider; nobody needs a
/// permission for that.
@ApplicationScoped
class SsoAccounts {
  private final Database database;
  private final ProviderSettings settings;
  private final Identities identities;
  private final Standing standing;
  private final AuditLog auditLog;

  SsoAccounts(
      Database database,
      ProviderSettings settings,
      Identities identities,
      Standing standing,
      AuditLog auditLog) {
    this.database = database;
    this.settings = settings;
    this.identities = identities;
    this.standing = standing;
    this.auditLog = auditLog;
  }

  /// @param removable whether the person could still sign in without the link
  public record Link(boolean present, boolean removable) {}

  Link link(SignedIn person) {
    return database
        .acrossOrganizations()
        .read(handle -> {
          boolean linked = linked(handle, person.userId()).isPresent();
          return new Link(linked, linked && hasPassword(handle, person.userId()));
        });
  }

  /// What the provider gave and the sessions that were begun through it end with the link.
  void unlink(SignedIn person, Origin origin) {
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          if (!hasPassword(handle, person.userId())) {
            throw new InvalidInputException(
                "link", "Set a password first: without it you could not sign in any more.");
          }
          Optional<String> subject = linked(handle, person.userId());
          if (subject.isEmpty()) {
            return;
          }
          String issuer = settings.getOrThrow().issuer();
          standing.apply(
              handle,
              identities.lock(handle, issuer, subject.get()).orElseThrow(),
              Claims.nothing(subject.get()),
              origin);
          handle.execute(
              "delete from sessions where id in (select session_id from sso_sessions where issuer = ? and subject = ?)",
              issuer,
              subject.get());
          handle.execute(
              "delete from identities where issuer = ? and subject = ?", issuer, subject.get());
          auditLog.recordPersonal(
              handle,
              new AuditLog.Personal(person.userId(), person.name(), person.operator(), origin),
              "identity.unlinked",
              "user " + person.userId(),
              Json.object().put("issuer", issuer).put("subject", subject.get()));
        });
  }

  private Optional<String> linked(Handle handle, UUID userId) {
    return handle
        .createQuery("select subject from identities where issuer = :issuer and user_id = :userId")
        .bind("issuer", settings.getOrThrow().issuer())
        .bind("userId", userId)
        .mapTo(String.class)
        .findOne();
  }

  private static boolean hasPassword(Handle handle, UUID userId) {
    return handle
        .createQuery("select password_hash is not null from users where id = :userId")
        .bind("userId", userId)
        .mapTo(Boolean.class)
        .one();
  }
}
