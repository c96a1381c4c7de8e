package ai.nemorouter.signup;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;

/// What a person enters of the organization that they make.
///
/// @param terms the version of the terms that was accepted; empty for none
public record NewPlace(
    @FormParam("organization")
        @Name(max = 120, message = "Give the organization a name of 1 to {max} characters.")
        String organization,
    @FormParam("team") @Name(max = 120, message = "Give the team a name of 1 to {max} characters.")
        String team,
    @FormParam("terms") String terms) {
  private static final String FIRST_TEAM = "General";

  /// What was not sent is empty.
  public NewPlace {
    organization = Names.trimmed(organization);
    team = Names.trimmed(team);
    terms = Names.trimmed(terms);
  }

  static NewPlace empty() {
    return new NewPlace("", FIRST_TEAM, "");
  }

  /// For templates.
  public boolean accepts(String version) {
    return terms.equals(version);
  }
}
