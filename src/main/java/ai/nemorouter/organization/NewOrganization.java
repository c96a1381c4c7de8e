package ai.nemorouter.organization;

import ai.nemorouter.platform.EmailAddress;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;

/// What operators say of an organization that they create.
///
/// @param owner the e-mail address of its first owner; empty for none yet
public record NewOrganization(
    @FormParam("name") @Name(max = SettingsForm.NAME_LENGTH_MAX, message = SettingsForm.NAME_WANTED)
        String name,
    @FormParam("owner") @EmailAddress(optional = true, message = SettingsForm.EMAIL_WANTED)
        String owner) {

  /// What was not sent is empty.
  public NewOrganization {
    name = Names.trimmed(name);
    owner = Names.trimmed(owner);
  }

  static NewOrganization empty() {
    return new NewOrganization("", "");
  }
}
