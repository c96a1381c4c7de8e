package ai.nemorouter.organization.member;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person in an organization.
///
/// @param role a role's slug
/// @param source who put them there: `local` for people, `sso` for a provider of identities
/// @param suspendedAt since when they may do nothing here; null for those who may
public record Member(
    UUID userId,
    String name,
    String email,
    String role,
    String source,
    Instant joinedAt,
    @Nullable Instant suspendedAt) {
  private static final String OWNER = "owner";

  /// Put there by people, or by programs.
  public static final String LOCAL = "local";

  /// Put there by single sign-on.
  public static final String SSO = "sso";

  public boolean isSuspended() {
    return suspendedAt != null;
  }

  public boolean isOwner() {
    return role.equals(OWNER);
  }

  /// Whether single sign-on decides on their role and teams.
  public boolean isManaged() {
    return source.equals(SSO);
  }

  /// Whether they own the organization and can act as such.
  public boolean isActiveOwner() {
    return isOwner() && suspendedAt == null;
  }
}
