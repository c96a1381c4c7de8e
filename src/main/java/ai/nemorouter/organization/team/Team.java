package ai.nemorouter.organization.team;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A part of an organization that keys belong to.
///
/// @param liveKeys how many of its keys could start a call now, or once they are enabled again
public record Team(
    UUID id, String name, Instant createdAt, @Nullable Instant archivedAt, int liveKeys) {
  public boolean isArchived() {
    return archivedAt != null;
  }
}
