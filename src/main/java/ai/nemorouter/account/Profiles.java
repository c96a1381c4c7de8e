package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.access.SignedIn;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;

/// What people see and change of their own account. Being signed in is all the permission there is
/// to it.
@ApplicationScoped
public class Profiles {
  private static final int NAME_LENGTH_MAX = 120;

  private final Database database;
  private final Accounts accounts;
  private final Credentials credentials;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Letters letters;
  private final AuditLog auditLog;

  Profiles(
      Database database,
      Accounts accounts,
      Credentials credentials,
      PasswordRules rules,
      Passwords passwords,
      Letters letters,
      AuditLog auditLog) {
    this.database = database;
    this.accounts = accounts;
    this.credentials = credentials;
    this.rules = rules;
    this.passwords = passwords;
    this.letters = letters;
    this.auditLog = auditLog;
  }

  Account find(SignedIn person) {
    return database
        .acrossOrganizations()
        .read(handle -> accounts.getOrThrow(handle, person.userId()));
  }

  void rename(SignedIn person, String name, Origin origin) {
    String valid = validName(name);
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          Account account = accounts.lockOrThrow(handle, person.userId());
          handle.execute("update users set name = ? where id = ?", valid, account.id());
          ObjectNode details = Json.object();
          details.putObject("name").put("before", account.name()).put("after", valid);
          auditLog.recordPersonal(
              handle, account.personal(origin), "account.renamed", account.target(), details);
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
    database
        .acrossOrganizations()
        .useTransaction(handle -> {
          if (!account.equals(accounts.lockOrThrow(handle, account.id()))) {
            throw new InvalidInputException("current", "The account was just changed. Try again.");
          }
          int ended = credentials.set(handle, account.id(), hash, person.sessionId());
          auditLog.recordPersonal(
              handle,
              account.personal(origin),
              "password.changed",
              account.target(),
              Json.object().put("sessions_ended", ended));
        });
    letters.tellLater(account, "Your password was changed");
  }

  private static String validName(String name) {
    return Names.validOrThrow(
        "name",
        name,
        NAME_LENGTH_MAX,
        "Enter a name of 1 to %d characters.".formatted(NAME_LENGTH_MAX));
  }
}
