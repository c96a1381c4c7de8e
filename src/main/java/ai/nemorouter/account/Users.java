package ai.nemorouter.account;

import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
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

  Users(PasswordRules rules, Passwords passwords) {
    this.rules = rules;
    this.passwords = passwords;
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
            insert into users (id, email, name, password_hash, operator)
            values (:id, :email, :name, :passwordHash, :operator)
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
          .createUpdate("update users set operator = true where id = :id and not operator")
          .bind("id", userId)
          .execute();
    }
  }
}
