package ai.nemorouter.account.password;

import ai.nemorouter.platform.Names;
import jakarta.validation.constraints.NotEmpty;
import jakarta.ws.rs.FormParam;

/// The address of somebody who forgot their password.
public record ForgottenForm(
    @FormParam("email") @NotEmpty(message = "Enter an e-mail address.") String email) {

  /// What was not sent is empty.
  public ForgottenForm {
    email = Names.trimmed(email);
  }
}
