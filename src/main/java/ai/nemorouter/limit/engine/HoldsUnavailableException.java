package ai.nemorouter.limit.engine;

/// No hold can be placed now: the database does not answer or too many calls wait. Nothing was
/// reserved for sure, so the call must not be sent; trying again may help.
public class HoldsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HoldsUnavailableException(String message) {
    super(message);
  }

  public HoldsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
