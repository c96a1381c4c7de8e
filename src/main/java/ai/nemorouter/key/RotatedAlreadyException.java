package ai.nemorouter.key;

import ai.nemorouter.platform.error.InvalidInputException;

/// A form asked for a new secret that has been made since: that one was shown once, and another one
/// would end it.
public class RotatedAlreadyException extends InvalidInputException {
  private static final long serialVersionUID = 1L;

  public RotatedAlreadyException() {
    super(
        "key",
        "The key has a newer secret since this form was shown. Open the key to see it, and rotate again if that one got lost.");
  }
}
