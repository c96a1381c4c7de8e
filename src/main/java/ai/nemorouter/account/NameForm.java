package ai.nemorouter.account;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;

/// What people want to be called.
public record NameForm(
    @FormParam("name") @Name(max = 120, message = "Enter a name of 1 to {max} characters.")
        String name) {

  /// A name that was not sent is empty.
  public NameForm {
    name = Names.trimmed(name);
  }
}
