package ai.nemorouter.organization.team;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A member of a team as programs read it.
@Schema(name = "TeamMember")
record TeamMemberJson(
    UUID id,
    String name,
    String email,
    @Schema(description = "The slug of the role in the team.") String role,
    @Schema(description = "Where the role comes from: `local` or `sso`.") String source,
    boolean suspended,
    Instant addedAt) {

  static TeamMemberJson of(TeamMember member) {
    return new TeamMemberJson(
        member.userId(),
        member.name(),
        member.email(),
        member.role(),
        member.source(),
        member.isSuspended(),
        member.addedAt());
  }
}
