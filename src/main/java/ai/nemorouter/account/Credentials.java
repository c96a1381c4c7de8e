package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Checks and sets the password of an account that is known.
@ApplicationScoped
class Credentials {
  private final Throttle throttle;
  private final Passwords passwords;
  private final Sessions sessions;

  Credentials(Throttle throttle, Passwords passwords, Sessions sessions) {
    this.throttle = throttle;
    this.passwords = passwords;
    this.sessions = sessions;
  }

  /// To be called outside transactions: it takes a quarter of a second.
  ///
  /// @throws InvalidInputException for field `current` if it is not the present password
  /// @throws ThrottledException after too many wrong ones
  void verifyOrThrow(Account account, String password, Origin origin) {
    Allowance allowance = Allowance.passwordsOfBoth(account.email(), origin.address());
    throttle.takeOrThrow(allowance);
    if (password.length() > Passwords.LENGTH_MAX
        || !passwords.matches(password, account.passwordHash())) {
      throw new InvalidInputException("current", "This is not your present password.");
    }
    throttle.giveBack(allowance);
  }

  /// Sets the password, ends the person's sessions and makes all links to set it void.
  ///
  /// @param except a session that stays
  /// @return how many sessions ended
  int set(Handle handle, UUID userId, String passwordHash, @Nullable UUID except) {
    handle.execute("update users set password_hash = ? where id = ?", passwordHash, userId);
    return endAll(handle, userId, except);
  }

  /// Removes all other ways in that an account has: second factor, recovery codes, links to single
  /// sign-on, addresses it signed in from, sessions. For accounts whose address was never verified.
  ///
  /// @return how many sessions ended
  int dropAll(Handle handle, UUID userId) {
    handle.execute("delete from second_factors where user_id = ?", userId);
    handle.execute("delete from familiar_addresses where user_id = ?", userId);
    unlink(handle, userId);
    return endAll(handle, userId, null);
  }

  /// Removes links to single sign-on.
  void unlink(Handle handle, UUID userId) {
    handle.execute("delete from identities where user_id = ?", userId);
  }

  /// Ends whatever somebody began in that person's name.
  int endAll(Handle handle, UUID userId, @Nullable UUID except) {
    handle.execute("delete from pending_sign_ins where user_id = ?", userId);
    handle.execute("delete from password_resets where user_id = ?", userId);
    return sessions.endAll(handle, userId, except);
  }
}
