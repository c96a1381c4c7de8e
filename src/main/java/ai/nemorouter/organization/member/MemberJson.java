package ai.nemorouter.organization.member;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A member as programs read it.
@Schema(name = "Member")
record MemberJson(
    UUID id,
    String name,
    String email,
    @Schema(description = "The slug of the role.") String role,
    @Schema(description = "Where the role comes from: `local` or `sso`.") String source,
    boolean suspended,
    Instant joinedAt) {

  static MemberJson of(Member member) {
    return new MemberJson(
        member.userId(),
        member.name(),
        member.email(),
        member.role(),
        member.source(),
        member.isSuspended(),
        member.joinedAt());
  }
}
