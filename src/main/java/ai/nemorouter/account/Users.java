package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.audit.AuditLog;
import ai.nemorouter.platform.Database;
import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import ai.nemorouter.platform.Json;
import ai.nemorouter.platform.Names;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// The people with an account on this installation.
@ApplicationScoped
public class Users {

  private final PasswordRules rules;
  private final Passwords passwords;
  private final Accounts accounts;
  private final Credentials credentials;
  private final AuditLog auditLog;
  private final Database database;

  Users(
      PasswordRules rules,
      Passwords passwords,
      Accounts accounts,
      Credentials credentials,
      AuditLog auditLog,
      Database database) {
    this.rules = rules;
    this.passwords = passwords;
    this.accounts = accounts;
    this.credentials = credentials;
    this.auditLog = auditLog;
    this.database = database;
  }

  /// Who has an address.
  ///
  /// @param verified whether its owner showed that it is theirs: by a link that was sent to it, by
  ///   single sign-on, or as an operator named by the installation
  public record Holder(UUID id, boolean verified, boolean suspended) {}

  /// Who has that address, held until the transaction ends.
  public Optional<Holder> holder(Handle handle, String email) {
    return accounts
        .lock(handle, email)
        .map(account ->
            new Holder(account.id(), account.isVerified(), account.suspendedAt() != null));
  }

  /// Whether there is such an account and it is not suspended.
  public boolean isUsable(UUID userId) {
    return database
        .acrossOrganizations()
        .read(handle ->
            handle
                .createQuery(
                    "select exists (select from users where id = :id and suspended_at is null)")
                .bind("id", userId)
                .mapTo(Boolean.class)
                .one());
  }

  /// Notes that the owner of the account showed that its address is theirs.
  public void verify(Handle handle, UUID userId) {
    handle.execute(
        "update users set email_verified_at = now() where id = ? and email_verified_at is null",
        userId);
  }

  /// Frees the address of an account that was never verified, because its owner came. All ways to
  /// sign in to the account end. Memberships and keys stay with it: they are of the organizations
  /// that gave them, whose audit logs say what happened, and none of them passes to the owner of
  /// the address.
  ///
  /// @param because how the owner showed that it is theirs, for the audit log
  /// @throws IllegalStateException if the address is verified
  public void giveUpAddress(Handle handle, UUID userId, String because) {
    Account account = accounts.lockOrThrow(handle, userId);
    if (account.isVerified()) {
      throw new IllegalStateException("The address of " + account + " is verified");
    }
    int ended = credentials.dropAll(handle, userId);
    handle
        .createUpdate("update users set email = :email, password_hash = null where id = :id")
        .bind("email", userId + "@former-address.invalid")
        .bind("id", userId)
        .execute();
    // Without where the owner came from: that is not for organizations they never joined.
    auditLog.recordPersonal(
        handle,
        account.personal(Origin.INSIDE),
        "account.address_given_up",
        account.target(),
        Json.object()
            .put("email", account.email())
            .put("because", because)
            .put("sessions_ended", ended));
  }

  /// @throws InvalidInputException for field `password`
  public void checkPasswordOrThrow(String password, String email, String name) {
    rules.checkOrThrow(password, email, name);
  }

  /// Makes the account unless there is one. An existing account keeps its name and password, and
  /// becomes an operator's if `operator` says so.
  ///
  /// @return the account's id
  /// @throws InvalidInputException for field `email` or `password`, if the account is new
  public UUID ensure(Handle handle, String email, String name, String password, boolean operator) {
    if (find(handle, email).isEmpty()) {
      rules.checkOrThrow(password, email, name);
    }
    return ensureUnsafely(handle, email, name, password, operator);
  }

  /// The same with a password that everybody may know, for accounts to look around with.
  public UUID ensureUnsafely(
      Handle handle, String email, String name, String password, boolean operator) {
    Optional<UUID> existing = find(handle, email);
    if (existing.isPresent()) {
      promote(handle, existing.get(), operator);
      return existing.get();
    }
    return ensure(handle, email, name, Optional.of(passwords.hash(password)), operator);
  }

  /// The same for people who sign in elsewhere and have no password here.
  public UUID ensureWithoutPassword(Handle handle, String email, String name) {
    return ensure(handle, email, name, Optional.empty(), false);
  }

  private static UUID ensure(
      Handle handle, String email, String name, Optional<String> passwordHash, boolean operator) {
    if (!Names.isEmail(email)) {
      throw new InvalidInputException("email", "Enter an e-mail address, as in ada@example.com.");
    }
    handle
        .createUpdate(
            """
            insert into users (id, email, name, password_hash, operator, email_verified_at)
            values (:id, :email, :name, :passwordHash, :operator, case when :operator then now() end)
            on conflict do nothing
            """)
        .bind("id", Ids.next())
        .bind("email", email)
        .bind("name", name)
        .bind("passwordHash", passwordHash.orElse(null))
        .bind("operator", operator)
        .execute();
    UUID id = find(handle, email).orElseThrow();
    promote(handle, id, operator);
    return id;
  }

  private static Optional<UUID> find(Handle handle, String email) {
    return handle
        .createQuery("select id from users where lower(email) = lower(:email)")
        .bind("email", email)
        .mapTo(UUID.class)
        .findOne();
  }

  private static void promote(Handle handle, UUID userId, boolean operator) {
    if (operator) {
      handle
          .createUpdate(
              """
              update users set operator = true, email_verified_at = coalesce(email_verified_at, now())
              where id = :id and not operator
              """)
          .bind("id", userId)
          .execute();
    }
  }
}
