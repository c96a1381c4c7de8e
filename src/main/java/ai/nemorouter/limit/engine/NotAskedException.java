package ai.nemorouter.limit.engine;

/// The database was never asked for the hold, so there is certainly none to give back.
class NotAskedException extends HoldsUnavailableException {
  private static final long serialVersionUID = 1L;

  NotAskedException(String message) {
    super(message);
  }

  NotAskedException(String message, Throwable cause) {
    super(message, cause);
  }
}
