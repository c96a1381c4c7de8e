package ai.nemorouter.access;

import ai.nemorouter.platform.error.HttpStatusException;

/// Somebody known asked for something they may not do: answered with 403.
public class ForbiddenException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  public ForbiddenException(Permission permission) {
    super("You may not " + permission.description() + ". Ask an owner of the organization.");
  }

  /// @param message what may not be done and who could help, as sentences
  public ForbiddenException(String message) {
    super(message);
  }

  @Override
  public int httpStatus() {
    return 403;
  }
}
