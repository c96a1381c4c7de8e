package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.NotEmpty;
import java.util.Set;

/// What a role is called and what it lets people do.
record RoleTerms(
    @Name(max = 60, message = "Give the role a name of 1 to {max} characters.") String name,
    @NotEmpty(message = "Choose at least one permission.") Set<Permission> permissions) {
  RoleTerms {
    name = Names.trimmed(name);
  }
}
