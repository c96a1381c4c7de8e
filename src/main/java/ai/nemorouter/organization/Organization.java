package ai.nemorouter.organization;

import java.time.ZoneId;
import java.util.UUID;

/// A customer of this installation: the owner of teams, keys and credit.
///
/// @param timezone in which its days and months begin
/// @param demo whether it was made to show the product around
public record Organization(UUID id, String slug, String name, String timezone, boolean demo) {
  public ZoneId zone() {
    return ZoneId.of(timezone);
  }

  /// The address of one of its pages.
  ///
  /// @param path as in `keys` or `teams/new`
  public String path(String path) {
    return "/o/" + slug + "/" + path;
  }
}
