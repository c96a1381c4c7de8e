package ai.nemorouter.key;

import ai.nemorouter.access.Permission;
import ai.nemorouter.platform.InvalidInputException;
import jakarta.ws.rs.FormParam;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// What was typed into the form that makes a management key, as text, so that it can be shown
/// again.
///
/// @param permissions their names
/// @param expires the last day on which it works, as `2027-01-31`; empty for never
/// @param addresses one address or range a line; empty for any
/// @param form names this form, so that sending it again makes no second key
public record ManagementKeyForm(
    @FormParam("name") String name,
    @FormParam("permissions") List<String> permissions,
    @FormParam("expires_at") String expires,
    @FormParam("allowed_addresses") String addresses,
    @FormParam("form") String form) {
  /// The framework leaves out the defaults of form fields in records that were not sent.
  public ManagementKeyForm {
    name = Objects.requireNonNullElse(name, "");
    permissions = List.copyOf(Objects.requireNonNullElse(permissions, List.of()));
    expires = Objects.requireNonNullElse(expires, "");
    addresses = Objects.requireNonNullElse(addresses, "");
    form = Objects.requireNonNullElse(form, "");
  }

  /// With what a preset ticks.
  static ManagementKeyForm preset(List<Permission> permissions) {
    return new ManagementKeyForm(
        "",
        permissions.stream().map(Permission::name).toList(),
        "",
        "",
        UUID.randomUUID().toString());
  }

  NewManagementKey wanted(ZoneId zone) {
    Instant expiresAt = expires.isBlank() ? null : KeyForm.end(KeyForm.day(expires), zone);
    return new NewManagementKey(
        name,
        Permission.named(permissions.toArray(String[]::new)),
        expiresAt,
        KeyPolicy.parseAddresses(addresses),
        formId());
  }

  private UUID formId() {
    try {
      return UUID.fromString(form);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("form", "Open the form again.");
    }
  }
}
