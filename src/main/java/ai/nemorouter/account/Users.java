package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.password.PasswordRules;
import ai.nemorouter.account.password.Passwords;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Names;
import ai.nemorouter.platform.database.Database;
import ai.nemorouter.platform.database.Ids;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The people with an account on this installation. All of it is part of a transaction across
/// organizations, except where it says otherwise.
@ApplicationScoped
public class Users {
  private final AccountRows rows;
  private final AccountQueries queries;
  private final PasswordRules rules;
  private final Passwords passwords;
  private final Credentials credentials;
  private final AuditLog auditLog;
  private final Database database;

  Users(
      AccountRows rows,
      AccountQueries queries,
      PasswordRules rules,
      Passwords passwords,
      Credentials credentials,
      AuditLog auditLog,
      Database database) {
    this.rows = rows;
    this.queries = queries;
    this.rules = rules;
    this.passwords = passwords;
    this.credentials = credentials;
    this.auditLog = auditLog;
    this.database = database;
  }

  /// Who has an address.
  ///
  /// @param verified whether its owner showed that it is theirs: by a link that was sent to it, by
  ///   single sign-on, or as an operator named by the installation
  public record Holder(UUID id, boolean verified, boolean suspended) {}

  /// Other ways to sign in than with a password no longer lead to the account: observers remove
  /// theirs in the same transaction.
  public record Unlinked(UUID userId) {}

  /// Who has that address, held until the transaction ends.
  public Optional<Holder> holder(String email) {
    return rows.lockAddress(email)
        .map(AccountEntity::shown)
        .map(account ->
            new Holder(account.id(), account.isVerified(), account.suspendedAt() != null));
  }

  /// Those who have one of these addresses.
  ///
  /// @param emails in small letters
  public List<UUID> holders(Collection<String> emails) {
    return queries.ofAddresses(emails);
  }

  public boolean isAddressTaken(String email) {
    return rows.ofAddress(email).isPresent();
  }

  /// The account, held until the transaction ends.
  public Account lockOrThrow(UUID userId) {
    return rows.lockOrThrow(userId).shown();
  }

  /// Whether the person can sign in with a password.
  public boolean hasPassword(UUID userId) {
    return rows.getOrThrow(userId).passwordHash() != null;
  }

  /// Whether there is such an account and it is not suspended; in a transaction of its own.
  public boolean isUsable(UUID userId) {
    return database
        .inInstallation(() -> queries.find(userId))
        .filter(account -> account.suspendedAt() == null)
        .isPresent();
  }

  /// Notes that the owner of the account showed that its address is theirs.
  public void verify(UUID userId) {
    rows.lockOrThrow(userId).verify(database.now());
  }

  /// Takes over what the person is called elsewhere, where their address is known to be theirs.
  ///
  /// @param name empty for not known
  /// @param email the address unless another account has it; empty for not known
  /// @return whether the address changed
  public boolean follow(UUID userId, String name, Optional<String> email) {
    AccountEntity entity = rows.lockOrThrow(userId);
    String before = entity.shown().email();
    if (!name.isEmpty()) {
      entity.rename(name);
    }
    if (email.isEmpty()) {
      return false;
    }
    if (email.get().equalsIgnoreCase(before)) {
      entity.verify(database.now());
      return false;
    }
    if (isAddressTaken(email.get())) {
      return false;
    }
    entity.move(email.get(), database.now());
    return true;
  }

  /// Makes the account an operator's, or takes that away again.
  public void setOperator(UUID userId, boolean operator) {
    rows.lockOrThrow(userId).setOperator(operator);
  }

  /// Frees the address of an account that was never verified, because its owner came. All ways to
  /// sign in to the account end. Memberships and keys stay with it: they are of the organizations
  /// that gave them, whose audit logs say what happened, and none of them passes to the owner of
  /// the address.
  ///
  /// @param because how the owner showed that it is theirs, for the audit log
  /// @throws IllegalStateException if the address is verified
  public void giveUpAddress(UUID userId, String because) {
    AccountEntity entity = rows.lockOrThrow(userId);
    Account account = entity.shown();
    if (account.isVerified()) {
      throw new IllegalStateException("The address of " + account + " is verified");
    }
    int ended = credentials.dropAll(userId);
    entity.giveUpAddress();
    rows.flush(); // The address is free for the account that is made next.
    // Without where the owner came from: that is not for organizations they never joined.
    auditLog.recordPersonal(
        account.personal(Origin.INSIDE),
        "account.address_given_up",
        account.target(),
        Json.object()
            .put("email", account.email())
            .put("because", because)
            .put("sessions_ended", ended));
  }

  /// Removes accounts for good, with all ways to sign in to them. They must be members nowhere.
  public void remove(Collection<UUID> people) {
    queries.removeSessions(people);
    queries.remove(people);
  }

  /// @throws InvalidInputException for field `password`
  public void checkPasswordOrThrow(String password, String email, String name) {
    rules.checkOrThrow(password, email, name);
  }

  /// Makes an account with an address that its owner showed to be theirs.
  ///
  /// @param passwordHash null for people who sign in elsewhere
  /// @return the account's id; empty if another one has the address
  public Optional<UUID> create(String email, String name, @Nullable String passwordHash) {
    UUID id = Ids.next();
    if (queries.insert(id, email, name, passwordHash) == 0) {
      return Optional.empty();
    }
    verify(id);
    return Optional.of(id);
  }

  /// Makes the account unless there is one. An existing account keeps its name and password, and
  /// becomes an operator's if `operator` says so.
  ///
  /// @return the account's id
  /// @throws InvalidInputException for field `email` or `password`, if the account is new
  public UUID ensure(String email, String name, String password, boolean operator) {
    if (!isAddressTaken(email)) {
      rules.checkOrThrow(password, email, name);
    }
    return ensureUnsafely(email, name, password, operator);
  }

  /// The same with a password that everybody may know, for accounts to look around with.
  public UUID ensureUnsafely(String email, String name, String password, boolean operator) {
    UUID id =
        rows.ofAddress(email)
            .map(Account::id)
            .orElseGet(() -> ensureAbsent(email, name, passwords.hash(password)));
    if (operator) {
      rows.lockOrThrow(id).promote(database.now());
    }
    return id;
  }

  /// The same for people who sign in elsewhere and have no password here.
  public UUID ensureWithoutPassword(String email, String name) {
    return ensureAbsent(email, name, null);
  }

  /// Another transaction may be making the same at this moment.
  private UUID ensureAbsent(String email, String name, @Nullable String passwordHash) {
    if (!Names.isEmail(email)) {
      throw new InvalidInputException("email", "Enter an e-mail address, as in ada@example.com.");
    }
    queries.insert(Ids.next(), email, name, passwordHash);
    return rows.ofAddress(email).orElseThrow().id();
  }
}
