package ai.nemorouter.account.signin;

import java.util.Optional;

/// Offers people without an account a way to make one, shown on the sign-in page.
public interface SignUpOffer {
  /// @return a path of the console; empty where accounts are created by others
  Optional<String> path();
}
