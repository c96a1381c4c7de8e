package ai.nemorouter.key.management;

import ai.nemorouter.access.Permission;
import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.page.Identifier;
import ai.nemorouter.key.page.KeyForm;
import ai.nemorouter.key.page.ReadableAs;
import ai.nemorouter.key.page.ReadableAs.As;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.FormParam;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// What was typed into the form that makes a management key, as text, so that it can be shown
/// again.
///
/// @param permissions their names
/// @param expiresAt the last day on which it works, as `2027-01-31`; empty for never
/// @param allowedAddresses one address or range a line; empty for any
/// @param form names this form, so that sending it again makes no second key
public record ManagementKeyForm(
    @FormParam("name") String name,
    @FormParam("permissions") List<String> permissions,
    @FormParam("expires_at") @ReadableAs(As.DAY) String expiresAt,
    @FormParam("allowed_addresses") @ReadableAs(As.ADDRESSES) String allowedAddresses,
    @FormParam("form")
        @NotEmpty(message = ManagementKeyForm.OPEN_AGAIN)
        @Identifier(message = ManagementKeyForm.OPEN_AGAIN)
        String form) {
  static final String OPEN_AGAIN = "Open the form again.";

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public ManagementKeyForm {
    name = Objects.requireNonNullElse(name, "");
    permissions = List.copyOf(Objects.requireNonNullElse(permissions, List.of()));
    expiresAt = Objects.requireNonNullElse(expiresAt, "");
    allowedAddresses = Objects.requireNonNullElse(allowedAddresses, "");
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
    return new NewManagementKey(
        name,
        Permission.named(permissions.toArray(String[]::new)),
        expiresAt.isBlank() ? null : KeyForm.end(KeyForm.day(expiresAt), zone),
        KeyPolicy.parseAddresses(allowedAddresses),
        UUID.fromString(form));
  }
}
