package ai.nemorouter.organization.team;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What people and programs say of a team.
@Schema(name = "TeamRequest")
public record TeamForm(
    @FormParam("name")
        @Name(
            max = 120,
            empty = "Give the team a name.",
            message = "Use a name of at most {max} characters.")
        String name) {

  /// A name that was not sent is empty.
  public TeamForm {
    name = Names.trimmed(name);
  }
}
