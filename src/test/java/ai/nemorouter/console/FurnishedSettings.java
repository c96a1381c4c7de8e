package ai.nemorouter.console;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import ai.nemorouter.organization.role.Roles;
import ai.nemorouter.testsupport.World;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;

/// Gives an organization a role of its own, and names the pages about roles and settings.
@ApplicationScoped
class FurnishedSettings {
  private static final int ROLE_NAME_MAX = 60;

  private final Roles roles;

  FurnishedSettings(Roles roles) {
    this.roles = roles;
  }

  List<String> make(World.Place place, String longName) {
    String role =
        roles
            .define(
                place.owner(),
                Role.Level.ORGANIZATION,
                longName.substring(0, ROLE_NAME_MAX),
                EnumSet.of(Permission.VIEW_CALLS, Permission.VIEW_CREDIT))
            .slug();
    return List.of(
        "start",
        "roles",
        "roles/new?level=organization",
        "roles/new?level=team",
        "roles/" + role + "/settings",
        "roles/" + role + "/deletion",
        "settings",
        "settings/ownership",
        "settings/export",
        "settings/closing",
        "settings/closing/suspension",
        "settings/closing/deletion");
  }
}
