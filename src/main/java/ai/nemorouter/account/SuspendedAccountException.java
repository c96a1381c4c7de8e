package ai.nemorouter.account;

import ai.nemorouter.platform.error.HttpStatusException;

/// Somebody whose account is suspended showed who they are: answered with 403.
public class SuspendedAccountException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  public SuspendedAccountException() {
    super("This account is suspended. Ask the operator of this installation to open it again.");
  }

  @Override
  public int httpStatus() {
    return 403;
  }
}
