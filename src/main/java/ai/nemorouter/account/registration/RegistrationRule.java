package ai.nemorouter.account.registration;

import java.util.Optional;

/// Has a say in who may make an organization of their own.
public interface RegistrationRule {
  /// In a transaction across organizations.
  ///
  /// @param email an address
  /// @return what its owner does instead, as sentences for them; empty for nothing in the way
  Optional<String> hindrance(String email);
}
