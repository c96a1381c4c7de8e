package ai.nemorouter.access;

import ai.nemorouter.platform.Ids;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/// The people with an account on this installation and the organizations they are members of.
@ApplicationScoped
public class Users {
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}");

  private final Event<MemberJoined> joined;

  Users(Event<MemberJoined> joined) {
    this.joined = joined;
  }

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

  /// Somebody became a member: whoever has something to set up for them does so in the same
  /// transaction.
  public record MemberJoined(Handle handle, UUID orgId, UUID userId) {}

  /// Makes the person a member of the organization unless they are one already; an existing member
  /// keeps their role.
  public void ensureMember(Handle handle, UUID orgId, UUID userId, Role role) {
    int added =
        handle
            .createUpdate(
                """
                insert into members (org_id, user_id, role) values (:orgId, :userId, :role)
                on conflict do nothing
                """)
            .bind("orgId", orgId)
            .bind("userId", userId)
            .bind("role", role.name().toLowerCase(Locale.ROOT))
            .execute();
    if (added == 1) {
      joined.fire(new MemberJoined(handle, orgId, userId));
    }
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
