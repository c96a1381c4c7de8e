package ai.nemorouter.access;

/// Somebody known asked for something they may not do: answered with 403.
public class ForbiddenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ForbiddenException(Permission permission) {
    super("You may not " + permission.description() + ". Ask an owner of the organization.");
  }
}
