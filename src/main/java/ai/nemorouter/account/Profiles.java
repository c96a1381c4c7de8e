package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.account.password.PasswordRules;
import ai.nemorouter.account.password.Passwords;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Constraints;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/// What people see and change of their own account. Being signed in is all the permission there is
/// to it.
@ApplicationScoped
public class Profiles {
  private final Database database;
  private final AccountRows rows;
  private final Credentials credentials;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Constraints constraints;
  private final AccountEmails letters;
  private final AuditLog auditLog;

  Profiles(
      Database database,
      AccountRows rows,
      Credentials credentials,
      PasswordRules rules,
      Passwords passwords,
      Constraints constraints,
      AccountEmails letters,
      AuditLog auditLog) {
    this.database = database;
    this.rows = rows;
    this.credentials = credentials;
    this.rules = rules;
    this.passwords = passwords;
    this.constraints = constraints;
    this.letters = letters;
    this.auditLog = auditLog;
  }

  public Account find(SignedIn person) {
    return database.inInstallation(() -> rows.getOrThrow(person.userId()));
  }

  void rename(SignedIn person, NameForm form, Origin origin) {
    String name = constraints.requireMet(form).name();
    database.inInstallation(() -> {
      AccountEntity entity = rows.lockOrThrow(person.userId());
      Account account = entity.shown();
      entity.rename(name);
      ObjectNode details = Json.object();
      details.putObject("name").put("before", account.name()).put("after", name);
      auditLog.recordPersonal(
          account.personal(origin), "account.renamed", account.target(), details);
      return account;
    });
  }

  /// @throws InvalidInputException for field `current` or `password`
  void changePassword(SignedIn person, String current, String wanted, Origin origin) {
    Account account = find(person);
    if (account.passwordHash() == null) {
      throw new InvalidInputException(
          "current", "This account has no password: you sign in elsewhere.");
    }
    credentials.verifyOrThrow(account, current, origin);
    rules.checkOrThrow(wanted, account.email(), account.name());
    String hash = passwords.hash(wanted);
    database.inInstallation(() -> {
      if (!account.equals(rows.lockOrThrow(account.id()).shown())) {
        throw new InvalidInputException("current", "The account was just changed. Try again.");
      }
      int ended = credentials.set(account.id(), hash, person.sessionId());
      auditLog.recordPersonal(
          account.personal(origin),
          "password.changed",
          account.target(),
          Json.object().put("sessions_ended", ended));
      return ended;
    });
    letters.tellLater(account, "Your password was changed");
  }
}
