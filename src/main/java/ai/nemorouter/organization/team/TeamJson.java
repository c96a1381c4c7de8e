package ai.nemorouter.organization.team;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A team as programs read it.
@Schema(name = "Team")
record TeamJson(
    UUID id,
    String name,
    @Schema(description = "How many keys it has that are neither revoked nor expired.") int keys,
    Instant createdAt,
    @Nullable Instant archivedAt) {

  static TeamJson of(Team team) {
    return new TeamJson(
        team.id(), team.name(), team.liveKeys(), team.createdAt(), team.archivedAt());
  }
}
