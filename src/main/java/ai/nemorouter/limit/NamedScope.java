package ai.nemorouter.limit;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a limit applies to, as people know it.
///
/// @param open whether calls can still be made under it: not so for an archived team or an ended
///   key
/// @param teamId the team that it is or is in; null for the organization and its members
public record NamedScope(Scope scope, String name, boolean open, @Nullable UUID teamId) {
  /// Whether the actor may see its limits: of what is in no team only those may who see all.
  public boolean isShownTo(Actor actor) {
    return teamId == null
        ? actor.may(Permission.VIEW_LIMITS)
        : actor.may(Permission.VIEW_LIMITS, teamId);
  }

  /// Whether the actor may change its limits. In a team that is those of its keys: what the team
  /// may use together is decided above it.
  public boolean isChangeableBy(Actor actor) {
    return actor.may(Permission.CHANGE_LIMITS)
        || (scope.kind() == Scope.Kind.KEY
            && teamId != null
            && actor.may(Permission.CHANGE_KEY_LIMITS, teamId));
  }

  public UUID id() {
    return scope.id();
  }

  public String kind() {
    return scope.kind().column();
  }

  /// As in `the team “Search”`.
  public String display() {
    return scope.kind() == Scope.Kind.ORGANIZATION
        ? "the organization"
        : "the " + kind() + " “" + name + "”";
  }

  /// Whether its page would answer the actor.
  public boolean isOpenTo(Actor actor) {
    return switch (scope.kind()) {
      case ORGANIZATION -> actor.may(Permission.VIEW_LIMITS);
      case MEMBER -> actor.may(Permission.VIEW_MEMBERS);
      case TEAM -> actor.may(Permission.VIEW_TEAMS, Objects.requireNonNull(teamId));
      case KEY -> actor.may(Permission.VIEW_KEYS, Objects.requireNonNull(teamId));
    };
  }

  /// The page to continue on after working on one of its limits: its own page, or the list of
  /// limits for actors who may not see that page.
  public Home home(Actor actor) {
    return scope.kind() == Scope.Kind.ORGANIZATION || !isOpenTo(actor)
        ? new Home("limits", "Limits")
        : new Home(path(), name);
  }

  /// A page within the organization.
  ///
  /// @param name what it is called
  public record Home(String path, String name) {}

  /// Its page within the organization's.
  public String path() {
    return switch (scope.kind()) {
      case ORGANIZATION -> "limits";
      case TEAM -> "teams/" + id();
      case MEMBER -> "members/" + id();
      case KEY -> "keys/" + id();
    };
  }
}
