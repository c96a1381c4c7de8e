package ai.nemorouter.account.signin;

import java.util.List;

/// Offers a way to sign in other than with a password, shown on the sign-in page.
public interface OtherSignIn {
  /// @param next the path of the console to go to afterwards
  List<Link> links(String next);

  /// Whether the form for passwords is folded away, for those few who still need it.
  default boolean comesFirst() {
    return false;
  }

  /// @param label what the button says, as in `Sign in with Keycloak`
  /// @param path a path of the console
  record Link(String label, String path) {}
}
