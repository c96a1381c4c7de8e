package ai.nemorouter.account;

import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// The people with an account on this installation.
@ApplicationScoped
public class Users {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");

  /// Makes the account unless there is one. An existing account keeps its name and password, and
  /// becomes an operator's if `operator` says so.
  ///
  /// @return the account's id
  public UUID ensure(Handle handle, String email, String name, String password, boolean operator) {
    Optional<UUID> existing = find(handle, email);
    if (existing.isPresent()) {
      promote(handle, existing.get(), operator);
      return existing.get();
    }
    if (!EMAIL.matcher(email).matches()) {
      throw new InvalidInputException("email", "Enter an e-mail address, as in ada@example.com.");
    }
    if (password.length() < Passwords.LENGTH_MIN || password.length() > Passwords.LENGTH_MAX) {
      throw new InvalidInputException(
          "password",
          "Choose a password of %d to %d characters."
              .formatted(Passwords.LENGTH_MIN, Passwords.LENGTH_MAX));
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
        .bind("passwordHash", Passwords.hash(password))
        .bind("operator", operator)
        .execute();
    return find(handle, email).orElseThrow();
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
