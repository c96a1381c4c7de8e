package ai.nemorouter.organization;

import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.FormParam;

/// Why operators suspend an organization.
///
/// @param reason what its owners read
public record SuspensionForm(
    @FormParam("reason")
        @Size(
            min = 1,
            max = 500,
            message = "Say in {min} to {max} characters why: the organization's owners read it.")
        String reason) {

  /// What was not sent is empty.
  public SuspensionForm {
    reason = Names.trimmed(reason);
  }
}
