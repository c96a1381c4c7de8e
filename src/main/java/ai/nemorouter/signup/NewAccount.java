package ai.nemorouter.signup;

import ai.nemorouter.platform.Name;
import ai.nemorouter.platform.Names;
import jakarta.ws.rs.FormParam;
import java.util.Objects;

/// What a person enters of themselves.
public record NewAccount(
    @FormParam("name") @Name(max = 120, message = "Enter your name in at most {max} characters.")
        String name,
    @FormParam("password") String password) {

  /// What was not sent is empty.
  public NewAccount {
    name = Names.trimmed(name);
    password = Objects.requireNonNullElse(password, "");
  }

  static NewAccount empty() {
    return new NewAccount("", "");
  }

  /// Without the password, which belongs into no log.
  @Override
  public String toString() {
    return "new account of " + name;
  }
}
