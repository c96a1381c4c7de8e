package ai.nemorouter.organization;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Has a say in who can be invited to an organization, and who can register for it.
public interface InvitationRule {
  /// @param handle of a transaction about that organization alone
  /// @throws ai.nemorouter.platform.InvalidInputException for the field `email` if they cannot be
  void check(Handle handle, UUID orgId, String email);

  /// @param handle of a transaction across organizations
  /// @param orgId the organization that invited
  /// @throws ai.nemorouter.platform.InvalidInputException for the field `email` if no person can
  ///   create an account with that address by its invitation
  void checkRegistration(Handle handle, UUID orgId, String email);
}
