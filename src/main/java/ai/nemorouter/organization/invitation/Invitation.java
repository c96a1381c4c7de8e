package ai.nemorouter.organization.invitation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who may become a member by a link.
///
/// @param role a role's slug
/// @param inviter the name of the person who sent it
/// @param sentAt when the link was made that works now
/// @param endedAt when it was taken up or revoked; null before
public record Invitation(
    UUID id,
    String email,
    String role,
    String roleName,
    List<TeamRole> teams,
    String inviter,
    Instant createdAt,
    Instant sentAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    State state) {
  private static final Duration SOON = Duration.ofDays(1);

  /// Whether the link works, and if not, why.
  public enum State {
    OPEN("Open"),
    EXPIRED("Expired"),
    ACCEPTED("Accepted"),
    REVOKED("Revoked");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /// A role in one team.
  ///
  /// @param role a role's slug
  public record TeamRole(UUID teamId, String teamName, String role, String roleName) {
    /// As in `Lead in Search`.
    public String display() {
      return roleName + " in " + teamName;
    }
  }

  public Invitation {
    teams = List.copyOf(teams);
  }

  public boolean isOpen() {
    return state == State.OPEN;
  }

  /// Whether it works for less than a day more.
  public boolean expiresSoon() {
    return isOpen() && expiresAt.isBefore(Instant.now().plus(SOON));
  }

  /// Whether a new link can be made for it.
  public boolean isResendable() {
    return state == State.OPEN || state == State.EXPIRED;
  }
}
