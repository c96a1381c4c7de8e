package ai.nemorouter.organization.invitation;

import ai.nemorouter.access.Role;
import ai.nemorouter.platform.error.InvalidInputException;
import ai.nemorouter.platform.http.TextParameters;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// What was typed into the form that invites people, as text, so that it can be shown again.
///
/// @param emails one address a line
/// @param teams the role chosen for each team by the team's id; empty for none
public record InvitationForm(
    @AddressList(max = 50) String emails, String role, Map<String, String> teams) {
  private static final String TEAM = "team-";

  static InvitationForm empty(String email) {
    return new InvitationForm(email, Role.MEMBER.slug(), Map.of());
  }

  static InvitationForm of(MultivaluedMap<String, String> fields) {
    TextParameters.requireAcceptable(fields);
    Map<String, String> teams = new LinkedHashMap<>();
    fields.forEach((name, values) -> {
      if (name.startsWith(TEAM) && !values.isEmpty() && !values.getFirst().isEmpty()) {
        teams.put(name.substring(TEAM.length()), values.getFirst());
      }
    });
    return new InvitationForm(text(fields, "emails"), text(fields, "role"), teams);
  }

  List<String> addresses() {
    return AddressList.Rule.parse(emails);
  }

  Map<UUID, String> teamRoles() {
    Map<UUID, String> roles = new TreeMap<>();
    teams.forEach((id, slug) -> {
      try {
        roles.put(UUID.fromString(id), slug);
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException("teams", "Choose teams from the list.");
      }
    });
    return roles;
  }

  /// For templates: the role chosen for a team; empty for none.
  public String roleIn(UUID teamId) {
    return teams.getOrDefault(teamId.toString(), "");
  }

  private static String text(MultivaluedMap<String, String> fields, String name) {
    String value = fields.getFirst(name);
    return value == null ? "" : value;
  }
}
