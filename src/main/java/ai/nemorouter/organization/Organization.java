package ai.nemorouter.organization;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A customer of this installation: the owner of teams, keys and credit.
///
/// @param timezone in which its days and months begin
/// @param demo whether it was made to show the product around
/// @param contactEmail the contact address; null if its owners are the contact
/// @param ownersSuspendedAt since when its owners keep calls from being made; null where they do
///   not
/// @param operatorsSuspendedAt the same of the operator of this installation
/// @param operatorsReason what operators told its owners why; null where they suspended nothing
/// @param deletionDueAt when it will be deleted; null if deletion was not requested
public record Organization(
    UUID id,
    String slug,
    String name,
    String timezone,
    boolean demo,
    @Nullable String contactEmail,
    @Nullable Instant ownersSuspendedAt,
    @Nullable Instant operatorsSuspendedAt,
    @Nullable String operatorsReason,
    @Nullable Instant deletionDueAt) {
  public ZoneId zone() {
    return ZoneId.of(timezone);
  }

  /// Whether no call can be made, for whichever reason.
  public boolean isSuspended() {
    return ownersSuspendedAt != null || operatorsSuspendedAt != null || deletionDueAt != null;
  }

  /// The address of one of its pages.
  ///
  /// @param path as in `keys` or `teams/new`
  public String path(String path) {
    return "/o/" + slug + "/" + path;
  }
}
