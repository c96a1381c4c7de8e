package ai.nemorouter.sso.rule;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import ai.nemorouter.sso.provider.Claims;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.FormParam;
import java.util.Objects;

/// What people say of a rule. One choice names a role, in the organization or in any team.
///
/// @param claim the word of a kind
/// @param team the id of a team; empty for the whole organization
/// @param role the slug of a role in the organization
/// @param teamRole the slug of a role in a team
public record SsoRuleForm(
    @FormParam("claim") @Pattern(regexp = "group|role|organization", message = "Choose a claim.")
        String claim,
    @FormParam("value") @Name(max = 200, message = "Enter a value of at most {max} characters.")
        String value,
    @FormParam("team") String team,
    @FormParam("role") String role,
    @FormParam("team_role") String teamRole) {

  /// What was not sent is empty.
  public SsoRuleForm {
    claim = Objects.requireNonNullElse(claim, "");
    value = Names.trimmed(value);
    team = Objects.requireNonNullElse(team, "");
    role = Objects.requireNonNullElse(role, "");
    teamRole = Objects.requireNonNullElse(teamRole, "");
  }

  static SsoRuleForm empty() {
    return new SsoRuleForm("group", "", "", "member", "developer");
  }

  Claims.Kind kind() {
    return Claims.Kind.of(claim).orElseThrow();
  }

  /// The slug of the role that it gives, where it gives it.
  String given() {
    return team.isEmpty() ? role : teamRole;
  }
}
