package ai.nemorouter.organization.role;

import ai.nemorouter.access.Permission;
import ai.nemorouter.access.Role;
import java.util.Arrays;
import java.util.List;

/// A role and who holds it.
///
/// @param people how many hold it in the organization, or in at least one of its teams
/// @param names of some of them
public record HeldRole(Role role, int people, List<String> names) {
  public HeldRole {
    names = List.copyOf(names);
  }

  public boolean isHeld() {
    return people > 0;
  }

  public boolean isInTeams() {
    return role.level() == Role.Level.TEAM;
  }

  public boolean allows(Permission permission) {
    return role.allows(permission);
  }

  /// What it is made of, in the order of the matrix.
  public List<Permission> permissions() {
    return Arrays.stream(Permission.values()).filter(role::allows).toList();
  }

  /// As in `3 people`.
  public String shownPeople() {
    return people == 1 ? "1 person" : people + " people";
  }

  /// As in `Ada, Grace and 3 more`.
  public String shownNames() {
    int more = people - names.size();
    return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
  }

  /// Why it cannot be deleted.
  String whyItStays() {
    return "%s %s this role: %s. Give %s another one first."
        .formatted(
            shownPeople(),
            people == 1 ? "holds" : "hold",
            shownNames(),
            people == 1 ? "that person" : "them");
  }
}
