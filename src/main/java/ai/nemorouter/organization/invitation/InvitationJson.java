package ai.nemorouter.organization.invitation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// An invitation as programs read it.
@Schema(name = "Invitation")
record InvitationJson(
    UUID id,
    String email,
    @Schema(description = "The slug of the role that the person will have.") String role,
    @Schema(enumeration = {"open", "expired", "accepted", "revoked"}) String state,
    String invitedBy,
    Instant sentAt,
    Instant expiresAt,
    @Schema(description = "When it was accepted or revoked.") @Nullable Instant endedAt,
    @Schema(description = "The teams that the person will be in.") List<InTeam> teams) {

  static InvitationJson of(Invitation invitation) {
    return new InvitationJson(
        invitation.id(),
        invitation.email(),
        invitation.role(),
        invitation.state().label().toLowerCase(Locale.ROOT),
        invitation.inviter(),
        invitation.sentAt(),
        invitation.expiresAt(),
        invitation.endedAt(),
        invitation.teams().stream().map(InTeam::of).toList());
  }

  /// A role in a team.
  @Schema(name = "InvitationTeam")
  record InTeam(
      @Schema(description = "The id of the team.") UUID team,
      String name,
      @Schema(description = "The slug of the role in it.") String role) {
    static InTeam of(Invitation.TeamRole team) {
      return new InTeam(team.teamId(), team.teamName(), team.role());
    }
  }

  /// One that was just sent. Its link is a secret, shown this once.
  @Schema(name = "SentInvitation")
  record Sent(
      @JsonUnwrapped InvitationJson invitation,
      @Schema(description = "Whether an e-mail was sent.") boolean mailed,
      @Schema(
              description =
                  "The link to join, only if no e-mail was sent, and only this once: anyone who has it can join.")
          @Nullable String link) {
    static Sent of(Invitations.Invited invited) {
      return new Sent(
          InvitationJson.of(invited.invitation()), invited.isMailed(), invited.link().orElse(null));
    }
  }
}
