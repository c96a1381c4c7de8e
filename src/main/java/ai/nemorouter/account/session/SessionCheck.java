package ai.nemorouter.account.session;

import ai.nemorouter.access.SignedIn;

/// Has a say in whether a session still counts. It is asked at every request of the console and has
/// to be cheap.
public interface SessionCheck {
  /// @return false where the person is to be taken for not signed in
  boolean stands(SignedIn signedIn);
}
