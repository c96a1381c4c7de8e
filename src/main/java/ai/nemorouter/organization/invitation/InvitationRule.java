package ai.nemorouter.organization.invitation;

import java.util.UUID;

/// Has a say in who can be invited to an organization, and who can register for it.
public interface InvitationRule {
  /// In a transaction about that organization alone.
  ///
  /// @throws ai.nemorouter.platform.error.InvalidInputException for the field `email` if they
  ///   cannot be
  void check(UUID orgId, String email);

  /// In a transaction across organizations.
  ///
  /// @param orgId the organization that invited
  /// @throws ai.nemorouter.platform.error.InvalidInputException for the field `email` if no person
  ///   can create an account with that address by its invitation
  void checkRegistration(UUID orgId, String email);
}
