package ai.nemorouter.platform.error;

/// A form was sent from a page that is not ours.
public class ForeignOriginException extends RuntimeException implements HttpStatusException {
  private static final long serialVersionUID = 1L;

  public ForeignOriginException() {
    super("This form was not sent from a page of this console. Open the page and send it again.");
  }

  @Override
  public int httpStatus() {
    return 403;
  }
}
