package ai.nemorouter.organization;

import ai.nemorouter.platform.EmailAddress;
import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;
import java.util.Objects;

/// What an organization is called, in which time zone its days begin, and its contact.
///
/// @param contactEmail empty for none
public record SettingsForm(
    @FormParam("name") @Name(max = NAME_LENGTH_MAX, message = NAME_WANTED) String name,
    @FormParam("timezone") @TimeZoneName String timezone,
    @FormParam("contact_email") @EmailAddress(optional = true, message = EMAIL_WANTED)
        String contactEmail) {
  static final int NAME_LENGTH_MAX = 120;
  static final String NAME_WANTED = "Give the organization a name of 1 to {max} characters.";
  static final String EMAIL_WANTED =
      "Enter an e-mail address, as in finance@example.com, or leave it empty.";

  /// What was not sent is empty.
  public SettingsForm {
    name = Names.trimmed(name);
    timezone = Names.trimmed(timezone);
    contactEmail = Names.trimmed(contactEmail);
  }

  static SettingsForm of(Organization organization) {
    return new SettingsForm(
        organization.name(),
        organization.timezone(),
        Objects.requireNonNullElse(organization.contactEmail(), ""));
  }
}
