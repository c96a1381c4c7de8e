package ai.nemorouter.audit;

import ai.nemorouter.access.Permission;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What an entry is about, as its target says it: a noun, and an identifier or name.
record AuditTarget(String noun, String id) {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /// Where things have a page of their own.
  ///
  /// @param page its address below the organization's; `%s` stands for what the target names
  /// @param exists asks with the organization and the identifier or name whether it is still there
  private record Place(String noun, String page, Permission permission, String exists) {}

  private static final List<Place> PLACES =
      List.of(
          new Place(
              "key",
              "keys/%s",
              Permission.VIEW_KEYS,
              "select exists (select from keys where org_id = ? and id = cast(? as uuid))"),
          new Place(
              "team",
              "teams/%s",
              Permission.VIEW_TEAMS,
              "select exists (select from teams where org_id = ? and id = cast(? as uuid) and archived_at is null)"),
          new Place(
              "member",
              "members/%s",
              Permission.VIEW_MEMBERS,
              "select exists (select from members where org_id = ? and user_id = cast(? as uuid))"),
          new Place(
              "limit",
              "limits/%s",
              Permission.CHANGE_LIMITS,
              "select exists (select from limits where org_id = ? and id = cast(? as uuid) and removed_at is null and kind <> 'credit')"),
          new Place(
              "call",
              "calls/%s",
              Permission.VIEW_CALLS,
              "select exists (select from calls where org_id = ? and id = cast(? as uuid))"),
          new Place(
              "alert_channel",
              "alerts/channels/%s",
              Permission.VIEW_ALERTS,
              "select exists (select from alert_channels where org_id = ? and id = cast(? as uuid) and removed_at is null)"),
          new Place(
              "provider",
              "providers/%s",
              Permission.VIEW_PROVIDERS,
              "select exists (select from organization_providers where org_id = ? and name = ? and removed_at is null)"));

  static Optional<AuditTarget> of(String target) {
    int space = target.lastIndexOf(' ');
    return space <= 0
        ? Optional.empty()
        : Optional.of(new AuditTarget(target.substring(0, space), target.substring(space + 1)));
  }

  /// Whether people named it themselves.
  boolean isNamed() {
    return !UUID_FORM.matcher(id).matches();
  }

  boolean isId() {
    return UUID_FORM.matcher(id).matches();
  }

  /// The address of its page below the organization's; null where it has none any more.
  @Nullable String page(Handle handle, UUID orgId, List<Permission> held) {
    return PLACES.stream()
        .filter(place -> place.noun.equals(noun) && held.contains(place.permission))
        .filter(place -> noun.equals("provider") || isId())
        .filter(place -> handle.select(place.exists, orgId, id).mapTo(Boolean.class).one())
        .map(place -> place.page.formatted(id))
        .findFirst()
        .orElse(null);
  }
}
