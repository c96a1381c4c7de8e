package ai.nemorouter.account;

import ai.nemorouter.access.Origin;
import ai.nemorouter.account.password.Passwords;
import ai.nemorouter.account.secondfactor.SecondFactorQueries;
import ai.nemorouter.account.session.Sessions;
import ai.nemorouter.account.signin.FamiliarAddresses;
import ai.nemorouter.account.throttle.Throttle;
import ai.nemorouter.account.throttle.ThrottleRule;
import ai.nemorouter.account.token.TokenQueries;
import ai.nemorouter.platform.error.InvalidInputException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks and sets the password of an account that is known. All but the check is part of a
/// transaction across organizations.
@ApplicationScoped
public class Credentials {
  private final Throttle throttle;
  private final Passwords passwords;
  private final Sessions sessions;
  private final AccountRows rows;
  private final SecondFactorQueries secondFactors;
  private final FamiliarAddresses addresses;
  private final TokenQueries tokens;
  private final Event<Users.Unlinked> unlinked;

  Credentials(
      Throttle throttle,
      Passwords passwords,
      Sessions sessions,
      AccountRows rows,
      SecondFactorQueries secondFactors,
      FamiliarAddresses addresses,
      TokenQueries tokens,
      Event<Users.Unlinked> unlinked) {
    this.throttle = throttle;
    this.passwords = passwords;
    this.sessions = sessions;
    this.rows = rows;
    this.secondFactors = secondFactors;
    this.addresses = addresses;
    this.tokens = tokens;
    this.unlinked = unlinked;
  }

  /// To be called outside transactions: it takes a quarter of a second.
  ///
  /// @throws InvalidInputException for field `current` if it is not the present password
  /// @throws ThrottledException after too many wrong ones
  public void verifyOrThrow(Account account, String password, Origin origin) {
    ThrottleRule allowance = ThrottleRule.passwordsOfBoth(account.email(), origin.address());
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
  public int set(UUID userId, String passwordHash, @Nullable UUID except) {
    rows.lockOrThrow(userId).setPassword(passwordHash);
    return endAll(userId, except);
  }

  /// Removes all other ways in that an account has: second factor, recovery codes, links to single
  /// sign-on, addresses it signed in from, sessions. For accounts whose address was never verified.
  ///
  /// @return how many sessions ended
  int dropAll(UUID userId) {
    secondFactors.remove(userId);
    addresses.forgetAll(userId);
    unlink(userId);
    return endAll(userId, null);
  }

  /// Removes links to single sign-on.
  public void unlink(UUID userId) {
    unlinked.fire(new Users.Unlinked(userId));
  }

  /// Ends whatever somebody began in that person's name.
  int endAll(UUID userId, @Nullable UUID except) {
    tokens.endSignIns(userId);
    tokens.endResets(userId);
    return sessions.endAll(userId, except);
  }
}
