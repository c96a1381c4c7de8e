package ai.nemorouter.policy;

import ai.nemorouter.access.Permission;
import ai.nemorouter.limit.Scope;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How much of a limit somebody may see. It is decided here and nowhere else; docs/roles.md tells
/// people the same.
public enum Sight {
  /// All of it: the amount, what is used and held, what is left.
  WHOLE,

  /// What is left and when it resets. The amount and the use are left out, because together they
  /// tell what others spend.
  REST,

  /// That there is one.
  NONE;

  /// @param teamId the team that the limit's key, or the key that it is read for, is in; null for
  ///   none
  static Sight of(Viewer viewer, Scope scope, @Nullable UUID teamId) {
    return switch (scope.kind()) {
      case ORGANIZATION -> ofOrganization(viewer, Permission.VIEW_LIMITS, teamId);
      case TEAM -> wholeIf(viewer.may(Permission.VIEW_LIMITS, scope.id()), viewer.own());
      case MEMBER ->
          wholeIf(
              viewer.may(Permission.VIEW_LIMITS) || viewer.isPerson(scope.id()), viewer.isKey());
      case KEY ->
          wholeIf(
              viewer.own() || (teamId != null && viewer.may(Permission.VIEW_LIMITS, teamId)),
              false);
    };
  }

  /// Of credit the rest is only whether there is any: how much the organization has left is its
  /// own.
  static Sight ofCredit(Viewer viewer, @Nullable UUID teamId) {
    return ofOrganization(viewer, Permission.VIEW_CREDIT, teamId);
  }

  /// Viewers who may see a team's limits also learn what is left of the limits above it that apply
  /// to its keys.
  private static Sight ofOrganization(Viewer viewer, Permission permission, @Nullable UUID teamId) {
    return wholeIf(
        viewer.may(permission),
        viewer.own() || (teamId != null && viewer.may(Permission.VIEW_LIMITS, teamId)));
  }

  private static Sight wholeIf(boolean whole, boolean rest) {
    if (whole) {
      return WHOLE;
    }
    return rest ? REST : NONE;
  }
}
