package ai.nemorouter.platform.error;

/// There is no such thing, or not for the one who asks: answered with 404.
public class NotFoundException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  /// @param what the thing as a reader would call it, as in `key`
  public NotFoundException(String what) {
    super("There is no such " + what + ".");
  }

  @Override
  public int httpStatus() {
    return 404;
  }
}
