package ai.nemorouter.organization.team;

import ai.nemorouter.organization.member.Member;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A member of the organization in one of its teams.
///
/// @param role a role's slug
/// @param source who put them there: `local` for people, `sso` for a provider of identities
/// @param addedAt when they came to the team
/// @param suspendedAt since when they may do nothing in the organization; null for those who may
public record TeamMember(
    UUID userId,
    String name,
    String email,
    String role,
    String roleName,
    String source,
    Instant addedAt,
    @Nullable Instant suspendedAt) {
  public boolean isSuspended() {
    return suspendedAt != null;
  }

  /// Whether single sign-on decides on their place in the team.
  public boolean isManaged() {
    return source.equals(Member.SSO);
  }
}
