package ai.nemorouter.key;

import ai.nemorouter.platform.error.InvalidInputException;
import java.util.UUID;

/// A form that has made a key was sent again.
public class MadeAlreadyException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  private final UUID id;

  /// @param id of what was made then
  MadeAlreadyException(UUID id) {
    super("form", "This form has made a key already; its secret was shown only once.");
    this.id = id;
  }

  public UUID id() {
    return id;
  }
}
