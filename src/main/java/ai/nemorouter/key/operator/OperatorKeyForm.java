package ai.nemorouter.key.operator;

import ai.nemorouter.key.identity.KeyPolicy;
import ai.nemorouter.key.page.Identifier;
import ai.nemorouter.key.page.KeyForm;
import ai.nemorouter.key.page.ReadableAs;
import ai.nemorouter.key.page.ReadableAs.As;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.FormParam;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/// What was typed into the form that makes an operator key, as text, so that it can be shown again.
///
/// @param access `read` or `change`
/// @param expiresAt the last day on which it works, as `2027-01-31`; empty for never
/// @param allowedAddresses one address or range a line; empty for any
/// @param form names this form, so that sending it again makes no second key
public record OperatorKeyForm(
    @FormParam("name") String name,
    @FormParam("access") String access,
    @FormParam("expires_at") @ReadableAs(As.DAY) String expiresAt,
    @FormParam("allowed_addresses") @ReadableAs(As.ADDRESSES) String allowedAddresses,
    @FormParam("form")
        @NotEmpty(message = OperatorKeyForm.OPEN_AGAIN)
        @Identifier(message = OperatorKeyForm.OPEN_AGAIN)
        String form) {
  static final String OPEN_AGAIN = "Open the form again.";
  private static final String CHANGE = "change";

  /// The framework leaves out the defaults of form fields in records that were not sent.
  public OperatorKeyForm {
    name = Objects.requireNonNullElse(name, "");
    access = Objects.requireNonNullElse(access, "");
    expiresAt = Objects.requireNonNullElse(expiresAt, "");
    allowedAddresses = Objects.requireNonNullElse(allowedAddresses, "");
    form = Objects.requireNonNullElse(form, "");
  }

  static OperatorKeyForm empty() {
    return new OperatorKeyForm("", "", "", "", UUID.randomUUID().toString());
  }

  public boolean isChanging() {
    return access.equals(CHANGE);
  }

  NewOperatorKey wanted() {
    return new NewOperatorKey(
        name,
        !isChanging(),
        expiresAt.isBlank() ? null : KeyForm.end(KeyForm.day(expiresAt), ZoneOffset.UTC),
        KeyPolicy.parseAddresses(allowedAddresses),
        UUID.fromString(form));
  }
}
