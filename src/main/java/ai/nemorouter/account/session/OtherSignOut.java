package ai.nemorouter.account.session;

import ai.nemorouter.access.SignedIn;
import java.net.URI;
import java.util.Optional;

/// Somewhere else that people may be signed in because of a session here, and want to be signed out
/// of with it.
public interface OtherSignOut {
  /// Asked before the session ends.
  Optional<Place> place(SignedIn person);

  /// @param name as people call it
  /// @param address where their browser goes to be signed out there
  record Place(String name, URI address) {}
}
