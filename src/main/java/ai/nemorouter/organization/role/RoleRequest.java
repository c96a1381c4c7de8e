package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.validation.constraints.Null;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What programs send of a role. A permission is written in small letters, as in `view_keys`.
sealed interface RoleRequest {

  /// A new role.
  ///
  /// @param level `organization` or `team`
  @Schema(name = "RoleRequest")
  record Create(
      @Pattern(
              regexp = "organization|team",
              message = "`level` must be \"organization\" or \"team\".")
          String level,
      String name,
      @PermissionNames List<String> permissions)
      implements RoleRequest {
    Role.Level at() {
      return Role.Level.valueOf(level.toUpperCase(Locale.ROOT));
    }

    Set<Permission> chosen() {
      return PermissionNames.Rule.parse(permissions);
    }
  }

  /// A change: what is null stays as it is.
  ///
  /// @param level not to be sent
  @Schema(name = "RoleChange")
  record Change(
      @Schema(hidden = true) @Null(message = "`level` cannot be changed: define another role.")
          @Nullable JsonNode level,
      @Nullable String name,
      @PermissionNames @Nullable List<String> permissions)
      implements RoleRequest {
    String nameOr(String before) {
      return name == null ? before : name;
    }

    Set<Permission> chosenOr(Set<Permission> before) {
      return permissions == null ? before : PermissionNames.Rule.parse(permissions);
    }
  }
}
