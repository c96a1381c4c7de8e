package ai.nemorouter.audit;

import ai.nemorouter.access.Permission;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// What an entry is about, as its target says it: a noun, and an identifier or name.
record AuditTarget(String noun, String id) {
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /// Where things have a page of their own.
  ///
  /// @param page its address below the organization's; `%s` stands for what the target names
  /// @param question the function that says of an organization and an identifier or name whether it
  ///   is still there; its owner answers it
  private record Place(String noun, String page, Permission permission, String question) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("key", "keys/%s", Permission.VIEW_KEYS, "has_key"),
          new Place("team", "teams/%s", Permission.VIEW_TEAMS, "has_team"),
          new Place("member", "members/%s", Permission.VIEW_MEMBERS, "has_member"),
          new Place("limit", "limits/%s", Permission.CHANGE_LIMITS, "has_limit"),
          new Place("call", "requests/%s", Permission.VIEW_CALLS, "has_call"),
          new Place(
              "alert_channel", "alerts/channels/%s", Permission.VIEW_ALERTS, "has_alert_channel"),
          new Place("provider", "providers/%s", Permission.VIEW_PROVIDERS, "has_provider"));

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
  @Nullable String page(Session session, UUID orgId, List<Permission> held) {
    return PLACES.stream()
        .filter(place -> place.noun.equals(noun) && held.contains(place.permission))
        .filter(place -> noun.equals("provider") || isId())
        .filter(place -> isThere(session, place, orgId))
        .map(place -> place.page.formatted(id))
        .findFirst()
        .orElse(null);
  }

  private boolean isThere(Session session, Place place, UUID orgId) {
    return session
        .createNativeQuery("select " + place.question + "(:orgId, :id)", Boolean.class)
        .setParameter("orgId", orgId)
        .setParameter("id", id)
        .getSingleResult();
  }
}
