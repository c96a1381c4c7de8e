package ai.nemorouter.organization.role;

import ai.nemorouter.access.Actor;
import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.platform.error.FormError;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The form of a role as it is shown.
///
/// @param slug of the role that is changed; empty for a new one
/// @param effect what the change would do; null before it was asked for
record RoleEditor(
    String slug,
    RoleForm form,
    List<Choice> choices,
    FormError error,
    @Nullable RoleChange effect) {

  /// A permission to tick.
  ///
  /// @param givable whether the person may put it into a role, which takes holding it
  record Choice(Permission permission, boolean chosen, boolean givable) {}

  /// @param before the permissions of the role as stored: they may stay in it even if the actor
  ///   does not hold them
  static RoleEditor of(String slug, RoleForm form, Set<Permission> before, Actor actor) {
    Set<Permission> chosen = form.chosen();
    Role.Level level = form.at();
    List<Choice> choices =
        Arrays.stream(Permission.values())
            .filter(permission -> Roles.isAt(level, permission))
            .map(permission ->
                new Choice(
                    permission,
                    chosen.contains(permission),
                    before.contains(permission) || actor.may(permission)))
            .toList();
    return new RoleEditor(slug, form, choices, FormError.NONE, null);
  }

  RoleEditor with(FormError wrong) {
    return new RoleEditor(slug, form, choices, wrong, null);
  }

  RoleEditor with(RoleChange shown) {
    return new RoleEditor(slug, form, choices, error, shown);
  }

  public boolean isFresh() {
    return slug.isEmpty();
  }

  /// Where the form is sent, within the organization's pages.
  public String action() {
    return isFresh() ? "roles" : "roles/" + slug + "/settings";
  }

  public boolean isInTeams() {
    return form.at() == Role.Level.TEAM;
  }

  /// Those of one level, for a part of the form.
  public List<Choice> at(String level) {
    return choices.stream()
        .filter(choice -> choice.permission().level().name().equals(level))
        .toList();
  }
}
